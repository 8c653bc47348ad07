"""Hostile input meets the marketplace of the authorization matrix, in which every mutation has something to work on."""

from tests.authorization.conftest import kept, marketplace, world

__all__ = ["kept", "marketplace", "world"]
