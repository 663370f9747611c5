"""Tessera: a clearinghouse, a knowledge network and a place for working sessions.

Each package below is a room of the product; ``docs/explanation/architecture.md`` draws them.
"""

__version__ = "0.1.0"
