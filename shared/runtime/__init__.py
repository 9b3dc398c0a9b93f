"""What runs a service: settings, logging, clock, health, process."""
