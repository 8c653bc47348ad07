"""Writes of identity: one transaction each, the user's row locked first."""
