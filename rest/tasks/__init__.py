"""Tasks that a viewer starts and asks about."""
