"""Writes of the catalogue, a file per thing that is done."""
