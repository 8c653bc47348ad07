"""Texts as vectors: what an embedder is, one that ships its weights, one that asks a service."""
