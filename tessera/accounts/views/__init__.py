"""The account's own pages; those of signing in are allauth's with our templates."""
