"""Changes to communities, one function each."""
