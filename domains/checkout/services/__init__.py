"""Writes to a cart, one verb a file. Every one of them locks the cart's row first and raises its version."""
