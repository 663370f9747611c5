"""Offers and seeks, and mentoring that came of them."""

from tessera.exchange.models.listings import Listing, Readers, Side
from tessera.exchange.models.mentoring import Mentorship
from tessera.exchange.models.reports import ListingReport

__all__ = ["Listing", "ListingReport", "Mentorship", "Readers", "Side"]
