"""Writes of search: keeping documents current."""
