"""Reading what was pasted, wherever it stands."""

from django.utils.translation import gettext as _

from tessera.lib.fetching import FetchError
from tessera.review.errors import ReviewError
from tessera.review.starting.asking import ask
from tessera.review.starting.found import Found
from tessera.review.starting.page_metadata import read_page, without_tracking
from tessera.review.starting.recognizing import Pasted
from tessera.review.starting.references import READERS
from tessera.review.starting.registries import by_doi, by_isbn

_PAGES = ("text/html", "application/xhtml+xml")


class UnreadableError(ReviewError):
    """It is what it says it is, but cannot be read now; one may begin with it alone."""


def read(pasted: Pasted) -> Found:
    """Everything that can be known.

    Raises:
        UnreadableError: another side does not answer, or knows nothing.
        ReviewError: an entry is wrong.
    """
    if pasted.form in READERS:
        return READERS[pasted.form](pasted.value)
    try:
        if pasted.form == "address":
            return _page(pasted.value)
        found = by_doi(pasted.value) if pasted.form == "doi" else by_isbn(pasted.value)
    except FetchError as error:
        raise UnreadableError(str(error)) from error
    if found is None:
        raise UnreadableError(
            _("Neither Crossref nor DataCite knows this DOI.")
            if pasted.form == "doi"
            else _("Open Library does not know this ISBN.")
        )
    return found


def _page(address: str) -> Found:
    page = ask(address, _PAGES)
    if page.status in {404, 410}:
        raise UnreadableError(_("There is no page at this address."))
    if page.status != 200:
        raise UnreadableError(_("The page cannot be read by us (answer %(status)d).") % {
            "status": page.status
        })  # fmt: skip
    return read_page(page)


def alone(pasted: Pasted) -> Found:
    """Only what was pasted, for something that cannot be read."""
    found = Found()
    if pasted.form == "address":
        found.add("source_url", without_tracking(pasted.value), "address")
    else:
        found.add(pasted.form, pasted.value, "given")
        if pasted.form == "doi":
            found.add("source_url", f"https://doi.org/{pasted.value}", "given")
    return found
