"""Owns calls and applications with their versions and contacts; emits what happens to them; hears nobody."""
