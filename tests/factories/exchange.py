"""Offers and seeks."""

from datetime import timedelta

from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.exchange.actions.listing import decide_listing, post_listing
from tessera.exchange.models import Listing
from tests.factories.communities import person as account
from tests.factories.people import person
from tests.factories.vocabularies import concept, place


def member(name: str, **fields: object):
    """Somebody with an account whose profile is shown."""
    return person(name, user=account(name), **fields).user


def values(side: str = "seek", kind: str = "PAR", **fields: object) -> dict[str, object]:
    """What the form gives: about housing in Germany, in English."""
    themes = [concept("TH", code).pk for code in fields.pop("themes", ("HOU",))]
    where = fields.pop("place", "DE")
    return {
        "side": side,
        "kind": concept("PX", kind),
        "organization": None,
        "title": f"A {side}",
        "text": "We are four.",
        "language": "en",
        "languages": [],
        "themes": themes,
        "place": place(where) if where else None,
        "until": timezone.localdate() + timedelta(days=60),
        "readers": "all",
        "capacity": None,
        **fields,
    }


def listing(by, side: str = "seek", kind: str = "PAR", **fields: object) -> Listing:
    """An open listing, read by a moderator where that is needed."""
    made = post_listing(values(side, kind, **fields), by=by)
    if made.state == Listing.State.HELD:
        made = decide_listing(made, is_passed=True, reason="", by=SYSTEM)
    return made
