"""How a field is answered: async functions and loaders."""
