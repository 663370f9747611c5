"""Feeds: the newest of every list and of every search, as Atom (RFC 4287) and JSON Feed 1.1."""
