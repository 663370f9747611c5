"""One module per format; each turns a ``Description`` into text and says its media type."""
