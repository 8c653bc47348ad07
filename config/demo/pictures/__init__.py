"""Product pictures drawn by code: a silhouette, filled with a textile pattern, in a colour."""
