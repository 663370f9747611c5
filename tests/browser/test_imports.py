"""Editors import in every width and direction, without barriers."""

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Browser, sync_playwright

from tessera.accounts.actors import SYSTEM
from tessera.interop.importing import actions
from tessera.interop.importing.working import work_on
from tessera.interop.models import ImportBatch
from tests.browser.conftest import FLAGS, NARROW, WIDE
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories import accounts
from tests.factories import catalogue as make
from tests.interop.playing import playing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = b"title,year\nHousing first for newcomers in cities,\n=1+1,2020\nA third study,2021\n"


@pytest.fixture
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def addresses(settings) -> dict[str, str]:
    """The pages of imports with everything that they can show."""
    settings.FETCH_LOOPBACK_ALLOWED = True
    make.record("Housing first for newcomers in cities")
    checked = work_on(actions.begin(table(), phase="checking", by=SYSTEM))
    added = work_on(actions.begin(table(), phase="checking", by=SYSTEM))
    added = work_on(actions.begin(added, phase="adding", by=SYSTEM))
    with playing() as server:
        refused = work_on(
            actions.receive_address(
                address=f"{server.base}/none", there="page", kind="ACA", language="en", by=SYSTEM
            )
        )
    batches = {"open": table(), "checked": checked, "added": added, "refused": refused}
    pages = {name: f"desk/imports/{batch.pk}/" for name, batch in batches.items()}
    return {"list": "desk/imports/", **pages}


def table() -> ImportBatch:
    """A table of which one row may be here already and one is refused."""
    batch = actions.receive_file(
        name="works.csv", content=ContentFile(TABLE), size=len(TABLE), form="csv", kind="ACA",
        language="en", encoding="", by=SYSTEM,
    )  # fmt: skip
    return actions.map_columns(batch, mapping={"title": "title", "year": "issued"}, by=SYSTEM)


def test_pages_of_imports_have_no_barriers(live_server, chromium, addresses):
    editor = accounts.desk_editor()
    found = {}
    for language, viewport in (("en", WIDE), ("ar", NARROW), ("ar", WIDE), ("en", NARROW)):
        page = page_of(chromium, live_server.url, editor, viewport=viewport)
        for name, address in addresses.items():
            page.goto(f"/{language}/{address}")
            wrong = barriers(page) + ["scrolls sideways"] * scrolls_sideways(page)
            if wrong:
                found[language, viewport["width"], name] = wrong
        page.context.close()
    assert found == {}
