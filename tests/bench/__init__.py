"""Benches: a server and a low-cost load generator on one machine, pinned to different cores."""
