"""Management of the editorial pages."""
