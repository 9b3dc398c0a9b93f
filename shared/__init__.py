"""What every service stands on: contracts, messaging, storage, security, runtime, the program. Imports no service."""
