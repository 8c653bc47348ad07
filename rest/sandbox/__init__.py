"""The sandbox payment provider: an ASGI app of its own that keeps its own books."""
