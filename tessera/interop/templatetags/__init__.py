"""Tags that put metadata into pages."""
