"""Owns people, their sign-ins and sessions; emits PersonAdded and SignInRequested; hears nobody."""
