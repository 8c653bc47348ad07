"""What sizes are called in each system: one table per kind and gender, with where it comes from."""
