"""reporting: owns the event log, the read models made from it and webhooks; hears every event of every service, emits
none of its own."""
