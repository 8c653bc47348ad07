"""Copies of accounts over plain HTTP, by the links that are mailed."""
