"""Whoever added a source hears of it when it needs somebody."""

import pytest
from django.utils import timezone

from tessera.interop.harvesting import actions
from tessera.interop.models import Source
from tessera.notifications.models import Mail
from tests.factories import catalogue as make
from tests.factories import harvests
from tests.factories.accounts import desk_editor
from tests.interop.playing import Answer, Repository, dc, playing

pytestmark = pytest.mark.django_db
TITLE = "Housing first for newcomers in cities"


@pytest.fixture
def other(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        server.answering = Repository([dc("oai:r:1", TITLE), dc("oai:r:2", "Language cafés")])
        yield server


@pytest.fixture
def source(other):
    editor = desk_editor()
    values = {
        "name": "The Repository", "form": "oai", "address": f"{other.base}/oai", "kind": "ACA",
        "language": "en",
    }  # fmt: skip
    made = actions.add_source(values=values, by=editor)
    Source.objects.filter(pk=made.pk).update(previewed_at=timezone.now())
    made.refresh_from_db()
    return made


def mails() -> list[tuple[str, int]]:
    rows = Mail.objects.filter(kind="interop.source").order_by("pk")
    return [(row.context["name"], row.context["count"]) for row in rows]


def test_a_source_that_begins_to_fail_is_told_once(other, source):
    good, other.answering = other.answering, lambda path, query, headers: Answer("no", 403)
    harvests.harvested(source)
    harvests.harvested(source)
    assert mails() == [("The Repository", 0)]
    mail = Mail.objects.get(kind="interop.source")
    assert mail.context["path"] == f"/en/desk/sources/{source.pk}/"
    other.answering = good
    harvests.harvested(source)
    assert mails() == [("The Repository", 0)]


def test_a_failing_preview_is_seen_on_its_page_and_told_nobody(other, source):
    other.answering = lambda path, query, headers: Answer("no", 403)
    harvests.work(actions.begin(source, by=source.by, is_preview=True))
    assert mails() == []


def test_items_that_wait_are_told_once_a_week_and_shown_in_the_list(other, source, client):
    make.record(TITLE)
    harvests.harvested(source)
    harvests.harvested(source)
    assert mails() == [("The Repository", 1)]
    client.force_login(source.by)
    assert "1 item waits for you" in client.get("/en/desk/sources/").text


def test_who_may_no_longer_import_is_told_nothing(other, source):
    source.by.groups.clear()
    source.by.user_permissions.clear()
    make.record(TITLE)
    harvests.harvested(source)
    assert mails() == []
