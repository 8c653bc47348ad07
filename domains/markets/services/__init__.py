"""Writes of markets and translations, a file per thing that is kept."""
