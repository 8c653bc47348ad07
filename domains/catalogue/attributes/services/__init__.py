"""Writes of attributes, a file per thing that is done."""
