"""Owns the eligibility check, reviews, decisions and offers; emits what happens to them; hears intake and identity."""
