"""Why a run ends early, in words for people, and why it waits."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.interop.importing.rows import FETCH_SENTENCES, ROW_SENTENCES
from tessera.lib.errors import TesseraError

SENTENCES: Final[dict[str, str | Promise]] = {
    **FETCH_SENTENCES,
    "robots": _("The source’s robots.txt does not allow this: %(address)s"),
    "bad-xml": _("The source sent XML that cannot be read: %(address)s"),
    "bomb": _("The source sent XML that declares entities, which is not read: %(address)s"),
    "not-oai": _("This is no answer of OAI-PMH: %(address)s"),
    "oai-error": _("The source refused: %(message)s"),
    "no-format": _("The source has none of the formats that we read."),
    "no-feed": _("This is neither Atom nor RSS: %(address)s"),
    "no-sitemap": _("This is neither a sitemap nor a page with JSON-LD: %(address)s"),
    "lost-place": _("The source lost our place in its list again and again."),
}
#: What is said of a run that ended well, or goes on.
NOTES: Final[dict[str, str | Promise]] = {
    "quota": _("The quota of the run was reached; the next run goes on from there."),
    "restarted": _("The source lost our place in its list; we began the list anew."),
    "short": _("The source promised more than it sent. The next run asks for everything again."),
    "waited": _("The source asked us to wait, and we did."),
    "many-gone": _("The source withdrew unusually many at once; they wait for a decision."),
    "not-modified": _("Nothing has changed there since the last run."),
    "bad-page": _("Some pages could not be read and were left for the next run."),
}


#: What is said of one item, beside what imports say of a row.
ITEMS: Final[dict[str, str | Promise]] = {
    "home-here": _("It is at home here and only came back: %(value)s"),
    "home-elsewhere": _("It is at home at a third site, and is taken only from there: %(value)s"),
    "same-id": _("A record of this identifier is here already."),
    "page": _("This page could not be read: %(value)s"),
    "robots": _("The source’s robots.txt does not allow this page: %(value)s"),
    "no-id": _("It has no identifier."),
    "not-its-id": _("Its address does not name its identifier: %(value)s"),
    "kept": _("changed by a person here and by the source"),
    "taken": _("taken over"),
    "gone": _("Its source has withdrawn it."),
}
ITEM_SENTENCES: Final[dict[str, str | Promise]] = {**ROW_SENTENCES, **ITEMS}


class HarvestFaultError(TesseraError):
    """A run that cannot go on; ``code`` is one of ``SENTENCES``."""

    def __init__(self, code: str, **values: Any) -> None:
        shown = {name: str(value)[:300] for name, value in values.items()}
        super().__init__(str(SENTENCES[code]) % shown)
        self.code = code
        self.values = shown


class ComeBackError(TesseraError):
    """The other side is busy or out of order just now; ``code`` tells why when it stays so."""

    def __init__(self, seconds: float | None, code: str, **values: Any) -> None:
        super().__init__(code)
        self.seconds = seconds
        self.code = code
        self.values = values


class LostPlaceError(TesseraError):
    """The other side does not know any more where in its list we were."""
