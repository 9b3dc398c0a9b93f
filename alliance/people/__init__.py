"""Commands about who one is: people, sessions, tokens."""
