"""The audit: rules that hold at every instant, each as one statement that finds the rows which break it."""
