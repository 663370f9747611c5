"""What is here already is shown to those who are about to add it again."""

import re

import pytest
from django.test import Client

from tessera.catalogue.models import RecordIdentifier
from tessera.lib.errors import NotAllowedError
from tessera.review.actions import deny_duplicates
from tessera.review.desk_checks import findings_of
from tessera.review.duplicates import possible_duplicates, title_likeness
from tessera.review.errors import SubmissionStateError
from tessera.search.engines.base import DocumentText, IndexDocument
from tests.factories import accounts
from tests.factories import catalogue as records
from tests.factories import review as make
from tests.factories.index import own_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    with own_index() as engine:
        yield engine


def indexed(engine, *found) -> None:
    with engine.writer() as writer:
        writer.upsert(
            [
                IndexDocument(each.identifier, {"en": DocumentText(str(each))}, {"kind": ("PRA",)})
                for each in found
            ]
        )
        writer.commit(sequence=1)


def codes(draft) -> list[tuple[str, str]]:
    return [(each.card.identifier, each.code) for each in possible_duplicates(draft)]


def test_each_reason_is_found_and_the_strongest_is_said(index, django_assert_max_num_queries):
    by_doi = records.record(
        "Welcome", identifiers=[RecordIdentifier(scheme="DOI", value="10.1234/AB")], places=["FR"]
    )
    by_address = records.record("Desks", source_url="http://www.example.org/desks", places=["FR"])
    there = records.record("Language cafés in the library", places=["DE"])
    elsewhere = records.record("Language cafés in libraries", places=["FR"])
    records.draft_record("Language cafés in the library")
    withdrawn = records.record("Something else", source_url="https://example.org/else")
    indexed(index, by_doi, by_address, there, elsewhere, withdrawn)

    draft = make.draft(
        title="language cafes in the Library!", source_url="https://example.org/desks/",
        identifiers=[{"scheme": "DOI", "value": "https://doi.org/10.1234/ab"}],
    )  # fmt: skip
    with django_assert_max_num_queries(14):
        assert codes(draft) == [
            (by_doi.identifier, "identifier"),
            (by_address.identifier, "address"),
            (there.identifier, "title-place"),
        ]
    deny_duplicates(draft, identifiers=[by_doi.identifier], by=make.author())
    assert codes(draft)[-1] == (elsewhere.identifier, "near")
    assert codes(make.draft(title="Mentoring for nurses", source_url="")) == []


def test_likeness_of_titles_forgives_endings_and_accents():
    assert title_likeness("Language Cafés", "language cafes!") == 1
    assert title_likeness("Language cafés for mothers", "Language café for mothers") > 0.8
    assert title_likeness("语言咖啡馆", "语言咖啡馆项目") > 0.7
    assert title_likeness("Language cafés", "Housing first") < 0.2
    assert title_likeness("", "") == 0


def test_without_a_script_it_is_shown_on_saving_and_both_answers_are_kept(index):
    other = records.record("Language cafés", source_url="https://example.org/cafes")
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.author())
    draft = make.draft()
    url = f"/en/contribute/drafts/{draft.identifier}/short/"
    page = client.get(url).text
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("draft", "revision")
    }
    typed = {**make.SNAPSHOT, "places": "DE", "language": "en", **hidden}
    # Somebody who has not seen it is shown it before it is sent; what was typed is saved.
    first = client.post(url, {**typed, "title": "Language cafés", "then": "send"})
    assert first.status_code == 200
    assert "One look before it is sent" in first.text
    assert "It has the same web address." in first.text
    draft.refresh_from_db()
    assert draft.state == "draft"
    there = client.post(url, {**typed, "revision": draft.revision, "same": other.identifier})
    page = client.get(there.url).text
    assert "It is kept with your contributions." in page
    assert other.get_absolute_url() in page
    draft.refresh_from_db()
    client.post(url, {**typed, "revision": draft.revision, "different": other.identifier})
    draft.refresh_from_db()
    assert draft.not_same_as == [other.identifier]
    assert "may be here already" not in client.get(url).text
    sent = client.post(url, {**typed, "revision": draft.revision, "then": "send"})
    assert sent.status_code == 302
    draft.refresh_from_db()
    assert draft.state == "screening"
    # The desk sees that its author looked.
    found = [each.sentence for each in findings_of(draft) if each.code in {"denied", "duplicate"}]
    assert found == ["Looks like Language cafés; its author says that it is another one."]
    with pytest.raises(SubmissionStateError):
        deny_duplicates(draft, identifiers=[other.identifier], by=make.author())


def test_who_sends_what_was_shown_is_not_asked_twice(index):
    other = records.record("Language cafés", source_url="https://example.org/cafes")
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.author())
    draft = make.draft()
    url = f"/en/contribute/drafts/{draft.identifier}/send/"
    assert 'name="seen"' in client.get(url).text
    answer = client.post(url, {"seen": other.identifier})
    assert answer.url == f"/en/my/{draft.identifier}/"


def test_fragment_and_answers_are_for_its_author_only(index, client):
    other = records.record("Language cafés")
    draft = make.draft()
    mine = Client(headers={"accept-language": "en"})
    mine.force_login(make.author())
    url = f"/en/contribute/drafts/{draft.identifier}/alike/"
    assert "It has the same title, and is about the same place." in mine.get(url).text
    for path in (url, f"/en/contribute/drafts/{draft.identifier}/same/{other.identifier}/"):
        assert client.get(path).status_code == 404
    with pytest.raises(NotAllowedError):
        deny_duplicates(draft, identifiers=[other.identifier], by=accounts.user("s@example.org"))


def test_suggested_organization_is_compared_with_the_directory():
    from tests.factories import network

    known = network.organization("City of Ashcombe", website="https://ashcombe.example/")
    draft = make.draft(
        kind="ORG", title="Ashcombe", website="http://www.ashcombe.example", org_type=""
    )
    assert codes(draft) == [(known.identifier, "address")]
    assert codes(make.draft(kind="ORG", title="city of ashcombe")) == [(known.identifier, "title")]
