"""Writes of submissions, by vendors and by staff."""
