"""Search over plain HTTP: Ninja, async, under /api/search."""
