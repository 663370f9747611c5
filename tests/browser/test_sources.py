"""Editors look after their sources in every width and direction, without barriers."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import Record
from tessera.interop.harvesting import actions
from tessera.interop.models import Friend, Source
from tests.browser.signed_in import barriers_of, page_of
from tests.factories import accounts, harvests
from tests.factories import catalogue as make
from tests.interop.playing import Answer, Repository, dc, playing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses(settings) -> Iterator[dict[str, str]]:
    """The pages of a source with everything that they can show."""
    settings.FETCH_LOOPBACK_ALLOWED = True
    make.record("Housing first for newcomers in cities")
    with playing() as server:
        long = "https://repository.example/a/very/long/identifier/that/never/ends/" + "x" * 90
        records = [
            dc("oai:r:1", "Language cafés in small towns", description="Volunteers meet weekly."),
            dc("oai:r:2", "Housing first for newcomers in cities", date="2020", identifier=long),
            dc("oai:r:3", "Mentors for people who are new", date="2021"), dc("oai:r:4", ""),
        ]  # fmt: skip
        server.answering = repository = Repository(records)
        source = harvests.source(f"{server.base}/oai", words="housing\nmentor\ncaf", themes=[])
        preview = harvests.work(actions.begin(source, by=SYSTEM, is_preview=True))
        harvests.harvested(source)
        record = Record.objects.get(provenance_id="oai:r:3").specific
        record.save_revision(user=accounts.desk_editor("other@example.org"))
        repository.records[2] = dc("oai:r:3", "Mentors, second edition", date="2023")
        run = harvests.harvested(source)
        server.answering = lambda path, query, headers: Answer("no", 403)
        harvests.harvested(harvests.source(f"{server.base}/other", name="Another repository"))
        shown = Record.objects.get(provenance_id="oai:r:1")
        for state in Friend.State.values:
            known = harvests.source(f"https://{state}.example/oai", name=f"Integration in {state}")
            Friend.objects.create(
                home=f"https://{state}.example", name="" if state == "asks" else known.name,
                state=state, source=None if state == "asks" else known, asked_at=timezone.now(),
                adopted_at=timezone.now() if state == "adopted" else None,
            )  # fmt: skip
        Source.objects.filter(friend__state="friends").update(
            failing_since=timezone.now() - timedelta(days=40)
        )
        yield {
            "list": "desk/sources/", "new": "desk/sources/new/", "friends": "desk/sources/friends/",
            "source": f"desk/sources/{source.pk}/",
            "preview": f"desk/sources/{source.pk}/runs/{preview.pk}/",
            "run": f"desk/sources/{source.pk}/runs/{run.pk}/",
            "record": f"records/{shown.identifier}/{shown.slug}/",
        }  # fmt: skip


def test_pages_of_sources_have_no_barriers(live_server, own_chromium, addresses):
    editor = accounts.desk_editor()
    assert barriers_of(own_chromium, live_server.url, editor, addresses) == {}


def test_an_editor_adds_a_source_and_looks_at_ten_items_by_keyboard(
    live_server, own_chromium, addresses
):
    page = page_of(own_chromium, live_server.url, accounts.desk_editor(), java_script_enabled=False)
    page.goto("/en/desk/sources/new/")
    page.fill("#id_name", "A third repository")
    page.fill("#id_address", "javascript:alert(1)")
    page.get_by_role("button", name="Keep the source").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".errsum")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("A third repository")
    page.fill("#id_address", "https://third.example/oai")
    page.get_by_role("button", name="Keep the source").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Look at ten items").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
