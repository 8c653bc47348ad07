"""Writes of collections, a file per thing that is done."""
