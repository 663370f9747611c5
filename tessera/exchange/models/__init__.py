"""Offers and seeks, and mentoring that came of them."""

from tessera.exchange.models.listings import Listing, Readers, Side
from tessera.exchange.models.mentoring import Mentorship

__all__ = ["Listing", "Mentorship", "Readers", "Side"]
