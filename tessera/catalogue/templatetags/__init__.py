"""Tags that show records and organizations."""
