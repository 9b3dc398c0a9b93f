"""operations: owns dead letters and alerts, emits what becomes of them, hears no events; reads queues and backlogs."""
