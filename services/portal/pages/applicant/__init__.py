"""What an applicant works with: a draft in steps, its sending, and what becomes of an application."""
