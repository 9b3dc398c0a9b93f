"""Owns cohorts and participations, their visits and phases; emits their changes; hears intake and eligibility."""
