"""Pure ASGI middleware in front of all doors."""
