"""Changes to offers and seeks."""
