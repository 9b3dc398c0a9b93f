"""Owns people, how they stand, sign in and stay signed in; emits what happens to them; hears nobody."""
