"""Working sessions of the starter collection."""
