"""Everybody can see how contributions are decided, and nobody can be picked out."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from tessera.review.models import Appeal, Submission, SubmissionEvent
from tessera.stewardship.corrections import suggest_correction
from tessera.stewardship.models import Correction
from tessera.stewardship.transparency import count_figures
from tests.factories.catalogue import record
from tests.factories.review import author

pytestmark = pytest.mark.django_db

State = Submission.State


@pytest.fixture(autouse=True)
def afresh():
    cache.delete("stewardship.transparency.2")
    yield
    cache.delete("stewardship.transparency.2")


def decided(count: int, state: str, *, kind: str = "PRA", language: str = "en", days: int = 4):
    """Submissions that an editor looked at for some days, then decided."""
    now = timezone.now()
    for _each in range(count):
        one = Submission.objects.create(
            kind=kind, language=language, author=author(), state=state, submitted_at=now
        )
        SubmissionEvent.objects.create(
            submission=one, from_state=State.SUBMITTED, to_state=State.SCREENING,
            at=now - timedelta(days=days),
        )  # fmt: skip
        SubmissionEvent.objects.create(
            submission=one, from_state=State.SCREENING, to_state=state, at=now
        )


def rows(client) -> dict[str, list[str]]:
    answer = client.get("/en/transparency/")
    assert answer.status_code == 200
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", answer.text):
        cells = [re.sub("<[^>]+>", "", cell).strip() for cell in re.split("<td[^>]*>", row)]
        found[cells[0]] = cells[1:]
    return found


def test_an_installation_without_contributions_says_so(client):
    text = client.get("/en/transparency/").text
    assert "Too little was sent in yet" in text
    assert "still small" in text


def test_everybody_sees_shares_and_times(client):
    decided(6, State.LISTED, days=2)
    decided(2, State.DECLINED, days=9)
    found = rows(client)
    assert found["Practices"] == ["8", "6", "2", "75 %"]
    assert found["English"] == ["8", "6", "2", "75 %"]
    assert found["With an editor"][0] == "2.0"
    assert found["With an editor"][2] == "8"


def test_small_groups_are_only_shown_together(client):
    decided(6, State.LISTED)
    decided(3, State.DECLINED, kind="GUI", language="fr")
    found = rows(client)
    assert "Guidelines" not in found
    assert "French" not in found
    assert "All smaller groups" not in found
    decided(2, State.LISTED, kind="POL", language="tr")
    cache.delete("stewardship.transparency.2")
    assert rows(client)["All smaller groups"] == ["5", "2", "3", "40 %"]


def test_what_is_older_than_a_year_or_a_draft_does_not_count():
    decided(6, State.LISTED)
    Submission.objects.update(submitted_at=timezone.now() - timedelta(days=400))
    Submission.objects.create(kind="PRA", author=author())
    assert count_figures().all.sent == 0


def test_what_came_of_appeals_and_corrections_is_public(client):
    decided(6, State.DECLINED)
    outcomes = ["upheld", "upheld", "rejected", "rejected", "rejected"]
    for one, outcome in zip(Submission.objects.all(), outcomes, strict=False):
        Appeal.objects.create(submission=one, text="No.", outcome=outcome)
    thing = record()
    for _each in range(5):
        suggest_correction(thing, reason="wrong", text="No.", language="en", by=None)
    Correction.objects.filter(pk=Correction.objects.first().pk).update(
        due_at=timezone.now() - timedelta(days=1)
    )
    counted = count_figures()
    assert (counted.appeals.total, counted.appeals.changed, counted.appeals.stood) == (5, 2, 3)
    assert (counted.corrections.total, counted.corrections_late) == (5, 1)
    text = client.get("/en/transparency/").text
    assert re.search(r"<dt>looked at again</dt><dd>2</dd>", text)
    assert re.search(r"<dt>the decision stands</dt><dd>3</dd>", text)
    Appeal.objects.first().delete()
    cache.delete("stewardship.transparency.2")
    assert "Fewer than 5 appeals" in client.get("/en/transparency/").text


def test_it_costs_the_same_with_more_contributions(django_assert_max_num_queries):
    decided(6, State.LISTED)
    with django_assert_max_num_queries(7):
        count_figures()
    decided(20, State.DECLINED)
    with django_assert_max_num_queries(7):
        count_figures()
