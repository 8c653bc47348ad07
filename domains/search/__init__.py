"""How things are found: search documents, ranking, suggestions."""
