"""What anybody sees, without signing in."""
