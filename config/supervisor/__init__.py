"""One small process that starts the marketplace's processes, restarts the ones that crash and stops them in order."""
