"""reporting: owns the event log and the read models made from it; hears every event of every service, emits none."""
