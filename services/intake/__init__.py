"""Owns calls, drafts and applications with their versions and contacts; emits what happens to them; hears whether
eligibility asks a city for information, and from cohort who coaches it."""
