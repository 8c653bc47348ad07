"""Writes on purchases and orders, one use case a file.

Locks are always taken in this order: cart, purchase, attempt, order, vendor orders, stock levels.
"""
