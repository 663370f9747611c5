"""The record page and the pages to browse by, as visitors see them."""

import re
from html import unescape

import pytest
from django.conf import settings

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import merge_record, withdraw_record
from tessera.catalogue.models import (
    Evaluation,
    Outcome,
    Party,
    RecordLink,
    RecordRelation,
    Result,
)
from tessera.changes.models import Version
from tessera.lib.languages import direction, html_tag
from tests.factories import catalogue as make
from tests.factories.catalogue import record_text
from tests.factories.network import organization
from tests.factories.vocabularies import concept, place, relation_kind

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def words(html: str) -> str:
    """What a visitor reads, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page_of(client, record, language: str = "en") -> str:
    return read(client, f"/{language}/records/{record.identifier}/{record.slug}/")


@pytest.mark.parametrize("kind", ["APP", "PRA", "GUI", "POL", "ACA"])
def test_record_of_every_kind_is_shown(client, kind):
    assert "Language cafés</h1>" in page_of(client, make.record("Language cafés", kind))


def test_record_is_shown_in_every_language(client):
    record = make.record("Language cafés")
    for language in LANGUAGES:
        html = page_of(client, record, language)
        assert f'<html lang="{html_tag(language)}" dir="{direction(language)}">' in html
        assert html.count("<h1") == 1
        assert "Language cafés" in html


def test_old_address_leads_to_the_present_one(client):
    record = make.record("First title")
    make.publish_again(record, title="Second title")
    response = client.get(f"/fr/records/{record.identifier}/first-title/?text=en")
    assert response.status_code == 301
    assert response["Location"] == f"/fr/records/{record.identifier}/second-title/?text=en"


@pytest.mark.parametrize("slug", ["", "language-cafes/"])
def test_identifier_typed_in_another_way_leads_to_the_record(client, slug):
    record = make.record("Language cafés")
    for typed in (record.identifier.lower(), record.identifier.replace("-", "").lower()):
        response = client.get(f"/en/records/{typed}/{slug}")
        assert (response.status_code, response["Location"]) == (301, record.get_absolute_url())


def test_mistyped_identifier_is_not_found(client):
    record = make.record()
    wrong = record.identifier[:-1] + ("1" if record.identifier[-1] != "1" else "2")
    assert client.get(f"/en/records/{wrong}/x/").status_code == 404


def test_draft_is_not_found(client):
    draft = make.draft_record()
    assert client.get(f"/en/records/{draft.identifier}/-/").status_code == 404
    assert client.get(f"/en/records/{draft.identifier}/-/versions/").status_code == 404


def test_unpublished_record_is_not_found(client):
    record = make.record()
    record.unpublish()
    assert client.get(record.get_absolute_url()).status_code == 404


def test_withdrawn_record_says_why_and_what_replaces_it(client):
    record, better = make.record("Old"), make.record("Better")
    withdraw_record(record, by=SYSTEM, reason="It <b>never</b> ran", replaced_by=better)
    response = client.get(record.get_absolute_url())
    html = response.content.decode()
    assert response.status_code == 410
    assert "It &lt;b&gt;never&lt;/b&gt; ran" in html
    assert f'<a href="{better.get_absolute_url()}">Better</a>' in html
    assert 'content="noindex"' in html


def test_merged_record_leads_to_the_one_that_stays(client):
    record, other = make.record("Twin"), make.record("The one that stays")
    merge_record(record, into=other, by=SYSTEM, reason="Entered twice")
    response = client.get(f"/en/records/{record.identifier}/twin/", follow=True)
    assert [status for _address, status in response.redirect_chain] == [301, 301]
    assert response.redirect_chain[-1][0] == other.get_absolute_url()
    assert response.status_code == 200


def test_text_in_another_language_says_so(client):
    record = make.record(
        original_language="ar",
        texts=[record_text("ar", "مقهى اللغات", "يلتقي الناس ويتحدثون.")],
    )
    html = page_of(client, record, "en")
    assert '<h1 class="mt-2" lang="ar" dir="rtl">مقهى اللغات</h1>' in html
    assert '<p class="lead" lang="ar" dir="rtl">يلتقي الناس ويتحدثون.</p>' in html
    assert '<h1 class="mt-2">مقهى اللغات</h1>' in page_of(client, record, "ar")


def test_title_translated_alone_comes_with_the_summary_of_another_language(client):
    record = make.record(
        texts=[
            record_text("en", "Language cafés", "People meet."),
            record_text("fr", "Cafés des langues", status="machine"),
        ]
    )
    html = page_of(client, record, "fr")
    assert '<h1 class="mt-2">Cafés des langues</h1>' in html
    assert '<p class="lead" lang="en" dir="ltr">People meet.</p>' in html


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("original", "This text is the original."),
        ("human", "This text was translated by a person."),
        ("machine-checked", "This text was translated by machine and checked by a person."),
        ("machine", "This text was translated by machine and not yet checked by a person."),
    ],
)
def test_readers_are_told_how_the_text_came_to_be(client, status, sentence):
    record = make.record(
        original_language="fr",
        texts=[record_text("fr", "Cafés"), record_text("en", "Cafés", "Talk.", status=status)],
    )
    assert sentence in words(page_of(client, record))


def test_reader_chooses_another_language_of_the_text(client):
    record = make.record(
        texts=[record_text("en", "Cafés", "Talk."), record_text("de", "Sprachcafés", "Reden.")]
    )
    html = read(client, f"{record.get_absolute_url()}?text=de")
    assert '<h1 class="mt-2" lang="de" dir="ltr">Sprachcafés</h1>' in html
    assert ">Cafés</h1>" in read(client, f"{record.get_absolute_url()}?text=<script>")


def test_facts_gathered_from_a_page_are_said_to_be_unverified(client):
    record = make.record(
        provenance_url="https://example.org/source",
        provenance_at="2026-11-20",
        links=[RecordLink(url="https://example.org/source")],
    )
    text = words(page_of(client, record))
    assert "Facts gathered on 20 November 2026 from the page below; nobody has verified" in text
    assert "Not yet checked" in text


def test_verified_record_says_when(client):
    record = make.record(
        provenance_url="https://example.org/source",
        provenance_at="2026-11-20",
        verified_at="2026-11-22",
    )
    text = words(page_of(client, record))
    assert "Verified 22 November 2026" in text
    assert "nobody has verified" not in text


def test_two_way_view_says_what_nobody_asked(client):
    text = record_text("en", "Cafés", "Talk.", gains_host="**New** neighbours")
    html = page_of(client, make.record(texts=[text]))
    section = html[
        html.index('id="two-way"') : html.index("</section>", html.index('id="two-way"'))
    ]
    assert "<strong>New</strong> neighbours" in section
    assert section.count("Not asked yet") == 5


def test_section_without_anything_is_named_as_unknown(client):
    text = record_text("en", "Cafés", "Talk.", enablers="A kitchen")
    html = page_of(client, make.record(texts=[text]))
    unknown = words(html[html.index('id="unknown"') : html.index('id="sources"')])
    assert "Cost and people" in unknown
    assert "Lessons learned" not in unknown
    assert "A kitchen" in html


def test_passage_from_another_language_carries_it(client):
    record = make.record(
        original_language="fr",
        texts=[
            record_text("fr", "Cafés", "Parler.", what_is_done="On parle."),
            record_text("en", "Cafés", "Talk.", status="machine"),
        ],
    )
    assert '<div class="prose" lang="fr" dir="ltr"><p>On parle.</p>' in page_of(client, record)


def test_hostile_texts_do_not_run(client):
    hostile = '</script><script>alert(1)</script><img src=x onerror="alert(2)">'
    record = make.record(
        texts=[record_text("en", hostile, hostile, what_is_done=hostile)],
        original_title=hostile,
        source_language="en",
    )
    html = page_of(client, record)
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_relation_is_shown_on_both_ends(client):
    kind = relation_kind("feeds", "Feeds", "Is fed by")
    target = make.record("The bakery")
    record = make.record("The field", relations=[RecordRelation(kind=kind, target=target)])
    here, there = page_of(client, record), page_of(client, target)
    assert '<h3 class="t-m mt-4">Feeds</h3>' in here
    assert "The bakery" in here
    assert '<h3 class="t-m mt-4">Is fed by</h3>' in there
    assert "The field" in there


def test_relation_to_a_draft_is_not_shown(client):
    kind = relation_kind("feeds", "Feeds", "Is fed by")
    draft = make.draft_record("Secret plan")
    record = make.record("The field", relations=[RecordRelation(kind=kind, target=draft)])
    html = page_of(client, record)
    assert "Secret plan" not in html
    assert "Feeds" not in html


def test_unpublished_organization_is_named_nowhere(client):
    office = organization("Hidden office")
    lead = concept("OR", "LEAD")
    record = make.record(publisher=office, parties=[Party(organization=office, role=lead)])
    assert "Hidden office" in page_of(client, record)
    office.unpublish()
    assert "Hidden office" not in page_of(client, record)


def test_mailbox_is_never_shown(client):
    record = make.record(contact_mailbox="inside@example.org")
    assert "inside@" not in page_of(client, record)
    assert "inside@" not in read(client, f"{record.get_absolute_url()}versions/1/")


def test_versions_are_listed_and_read_one_by_one(client):
    record = make.record("First title")
    make.publish_again(record, title="Second title")
    record.refresh_from_db()
    listed = words(read(client, f"{record.get_absolute_url()}versions/"))
    assert "Read version 2 What changed in version 2" in listed
    assert "Read version 1" in listed
    first = words(read(client, f"{record.get_absolute_url()}versions/1/"))
    assert "First title" in first
    assert "Second title" not in first.split("Read the present version")[1]
    assert client.get(f"{record.get_absolute_url()}versions/3/").status_code == 404


def test_version_says_nothing_of_bookkeeping(client):
    text = words(read(client, f"{make.record().get_absolute_url()}versions/1/"))
    assert "made for measuring" not in text.lower()
    assert "merged into" not in text.lower()


def test_comparison_marks_the_words_that_changed(client):
    record = make.record("Ten language cafés")
    make.publish_again(record, title="Twelve language cafés")
    record.refresh_from_db()
    html = read(client, f"{record.get_absolute_url()}compare/1..2/")
    assert "<del>Ten</del> language cafés" in html
    assert "<ins>Twelve</ins> language cafés" in html
    assert html.count("<del>") == 1
    assert client.get(f"{record.get_absolute_url()}compare/1..3/").status_code == 404


def test_equal_versions_are_said_to_be_equal(client):
    record = make.record()
    assert "These two versions say the same." in read(
        client, f"{record.get_absolute_url()}compare/1..1/"
    )


@pytest.mark.parametrize("page", ["versions/", "versions/1/", "compare/1..1/"])
def test_versions_of_a_withdrawn_record_are_gone_with_it(client, page):
    record = make.record("A private matter")
    withdraw_record(record, by=SYSTEM, reason="Wrong")
    answer = client.get(f"{record.get_absolute_url()}{page}")
    assert answer.status_code == 410
    assert "A private matter" not in answer.content.decode()


def test_every_version_that_was_ever_kept_can_be_read(client):
    record = make.record()
    Version.objects.filter(identifier=record.identifier).update(
        snapshot={"a_field_that_is_gone": 1, "rows_that_are_gone": [{"x": 1}], "kind": "PRA"}
    )
    assert client.get(f"{record.get_absolute_url()}versions/1/").status_code == 200


def test_findings_are_shown_each_alone(client):
    record = make.record(
        outcomes=[Outcome(name="Friends made", level=concept("EL", "E2"), studies=3)],
        results=[Result(indicator="Visitors", value="240")],
        evaluations=[Evaluation(evaluator="A university", kind=concept("EV", "EXT"))],
        evidence_level=concept("EL", "E2"),
    )
    text = words(page_of(client, record))
    for shown in ("Friends made", "Visitors", "240", "A university"):
        assert shown in text


# Pages to browse by.


def test_theme_page_lists_its_records_and_those_of_narrower_themes(client):
    make.record("About a course", themes=["LAN.CRS"])
    make.record("About work", themes=["EMP"])
    html = read(client, "/en/themes/LAN/")
    assert "About a course" in html
    assert "About work" not in html
    assert client.get("/en/themes/lan/")["Location"] == "/en/themes/LAN/"
    assert client.get("/en/themes/NONE/").status_code == 404


def test_country_page_lists_records_about_its_cities_and_its_organizations(client):
    make.record("In Vienna", places=["AT-vienna"])
    make.record("In France", places=["FR"])
    organization("Viennese office", country=place("AT"))
    html = read(client, "/en/places/at/")
    assert "In Vienna" in html
    assert "Viennese office" in html
    assert "In France" not in html
    assert client.get("/en/places/AT/")["Location"] == "/en/places/at/"
    assert client.get("/en/places/zz/").status_code == 404
    assert client.get("/en/places/region/at/").status_code == 404


def test_region_page_lists_its_countries(client):
    make.record("In Vienna", places=["AT-vienna"])
    html = read(client, "/en/places/region/155/")
    assert "In Vienna" in html
    assert '<a class="one" href="/en/places/at/">' in html


def test_browsing_leaves_out_what_is_not_public(client):
    make.draft_record("A draft", themes=["LAN"], places=["DE"])
    gone = make.record("Gone", themes=["LAN"], places=["DE"])
    withdraw_record(gone, by=SYSTEM, reason="Wrong")
    for address in ("themes/", "themes/LAN/", "places/", "places/de/", "new/"):
        text = words(read(client, f"/en/{address}"))
        assert "A draft" not in text
        assert "Gone" not in text.replace("has gone", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_browsing_pages_answer_in_every_language(client, language):
    make.record()
    for address in ("themes/", "themes/LAN/", "places/", "places/de/", "places/region/155/"):
        assert read(client, f"/{language}/{address}").count("<h1") == 1
    assert read(client, f"/{language}/new/").count("<h1") == 1


def test_whats_new_shows_each_thing_once_with_its_latest_change(client):
    record = make.record("Cafés")
    make.publish_again(record, title="Cafés, revised")
    html = read(client, "/en/new/")
    assert html.count("Cafés, revised") == html.count("<article")
    assert html.count("<article") == 1
    assert "updated" in words(html)


def test_page_beyond_the_last_is_not_found(client):
    make.record()
    assert client.get("/en/themes/LAN/?page=2").status_code == 404
    assert client.get("/en/themes/LAN/?page=nonsense").status_code == 200
