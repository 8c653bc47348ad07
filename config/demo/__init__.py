"""The demo marketplace: a deterministic generator and its loader."""
