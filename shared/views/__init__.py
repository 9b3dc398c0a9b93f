"""Answers that are composed of several services' replies, for the portal and the command line alike."""
