"""Rules of people, sign-ins and sessions. Takes values and gives values."""
