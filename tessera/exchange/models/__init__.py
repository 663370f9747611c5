"""Offers and seeks."""

from tessera.exchange.models.listings import Listing, Readers, Side

__all__ = ["Listing", "Readers", "Side"]
