"""Keeping, using and forgetting uploads."""
