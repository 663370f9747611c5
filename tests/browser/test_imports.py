"""Editors import in every width and direction, without barriers."""

import pytest
from django.core.files.base import ContentFile

from tessera.accounts.actors import SYSTEM
from tessera.interop.importing import actions
from tessera.interop.importing.working import work_on
from tessera.interop.models import ImportBatch
from tests.browser.signed_in import barriers_of
from tests.factories import accounts
from tests.factories import catalogue as make
from tests.interop.playing import playing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = b"title,year\nHousing first for newcomers in cities,\n=1+1,2020\nA third study,2021\n"


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


def test_pages_of_imports_have_no_barriers(live_server, own_chromium, addresses):
    editor = accounts.desk_editor()
    assert barriers_of(own_chromium, live_server.url, editor, addresses) == {}
