"""operations: owns the dead letters, emits what becomes of them, hears no events; reads queues and backlogs."""
