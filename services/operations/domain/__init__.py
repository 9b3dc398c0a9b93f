"""Rules of dead letters and alerts. Takes values and gives values."""
