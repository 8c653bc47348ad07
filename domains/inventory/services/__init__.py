"""Writes to stock, one verb a file. All of them lock reservations before levels, and levels by id.

Whoever changes a variant's availability holds the locks of all its levels, so that its events follow the commits.
"""
