"""Writes of size guides, a file per thing that is done."""
