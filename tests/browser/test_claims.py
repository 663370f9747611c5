"""Somebody takes the entry that others made, and decides who sees what: without scripts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tessera.network.claims.claiming import claim_entry, take_entry
from tessera.network.claims.links import mail_link
from tessera.network.claims.vouching import ask_to_vouch
from tessera.network.funding.keeping import announce_programme
from tessera.network.models import Affiliation, Person
from tessera.network.team.belonging import ask_to_join
from tessera.notifications.models import Mail
from tessera.vocabularies.labels import labels
from tests.browser.conftest import NARROWEST
from tests.browser.signed_in import barriers, page_of, scrolls_sideways
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.network import organization
from tests.factories.people import person
from tests.factories.vocabularies import concept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def mailed_path(kind: str) -> str:
    """Where the last mail of a kind leads, below the language."""
    mail = Mail.objects.filter(kind=kind).latest("pk")
    return re.sub(r"^/[\w-]+/", "", mail.context["path"])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_claim_an_entry_and_choose_who_sees_what(live_server, own_chromium, language):
    base, plain = live_server.url, {"java_script_enabled": False}
    entry = person("Nuria Salcedo", mailbox="nuria@city.example")
    Affiliation.objects.create(person=entry, name="City of Valdemora", role="Head of licensing")
    editor, nuria = desk_editor(), user("nuria@example.org")
    desk = page_of(own_chromium, base, editor, **plain)
    desk.goto(f"/{language}/desk/people/")
    desk.locator("main li form button").first.click()
    visitor = page_of(own_chromium, base, None, **plain)
    link = f"/{language}/{mailed_path('network.entry')}"
    visitor.goto(link)
    assert visitor.locator("button[value=take]").count() == 0, "sign in first"
    own = page_of(own_chromium, base, nuria, **plain)
    own.goto(link)
    own.locator("button[value=take]").click()
    expect(own).to_have_url(re.compile(f"/{language}/account/profile/$"))
    own.fill("#id_headline", "Licences for welders")
    own.fill("#id_ask_about", "Employer agreements")
    own.select_option("#id_stakeholder", str(concept("SH", "ACA").pk))
    for field, audience in (
        ("headline", "PUBLIC"),
        ("words", "MEMBERS"),
        ("stakeholder", "ORGANIZERS"),
        ("affiliations", "PRIVATE"),
    ):
        own.select_option(f"#id_see_{field}", audience)
    own.check("#id_is_shown")
    own.locator("main form.people-form button").last.click()
    expect(own.locator("main .note-ok, .messages").first).to_be_visible()
    there = Person.objects.get()
    assert there.user == nuria
    entry_of_group = labels().concept("SH", "ACA")
    assert entry_of_group is not None
    academic = entry_of_group.label(language)
    pages = {
        "stranger": page_of(own_chromium, base, None, **plain),
        "member": page_of(own_chromium, base, stranger(), **plain),
        "organizer": page_of(own_chromium, base, editor, **plain),
        "own": own,
    }
    told = {"Licences for welders", "Employer agreements", "City of Valdemora"}
    seen = {}
    for name, page in pages.items():
        page.goto(f"/{language}/people/{there.identifier}/")
        text = page.locator("main").inner_text()
        seen[name] = {words for words in told if words in text}
        assert (academic in text) == (name in {"organizer", "own"}), name
    assert seen == {
        "stranger": {"Licences for welders"},
        "member": {"Licences for welders", "Employer agreements"},
        "organizer": {"Licences for welders", "Employer agreements"},
        "own": told,
    }


def test_pages_of_claims_and_teams_pass_the_scan_and_never_scroll_sideways(
    live_server, own_chromium
):
    nuria, leyla = user("nuria@office.example"), user("leyla@example.org", first_name="Leyla")
    editor = desk_editor()
    entry = person("Nuria Salcedo", mailbox="n@city.example", themes=["LAN"])
    office = organization("Office for Newcomers", website="https://office.example/")
    other = organization("City of Valdemora", website="https://valdemora.example/")
    take_entry(office, by=nuria)
    ask_to_join(office, by=leyla)
    ines = take_entry(person("Inés Prado"), by=user("ines@example.org"))
    claim = claim_entry(entry, by=leyla, text="I wrote the report of 2019.")
    vouch = ask_to_vouch(claim, ines, by=leyla)
    mail_link(entry, by=editor)
    values = {
        "language": "en", "title": "Small grants", "summary": "For language cafés.",
        "website": "https://office.example/", "amount": "up to 5,000 euros", "partner_rule": "",
        "closes_on": timezone.localdate() + timedelta(days=9), "places": [], "applicants": [],
        "themes": [concept("TH", "LAN")],
    }  # fmt: skip
    grants = announce_programme(office, values, by=nuria)
    team = f"organizations/{office.identifier}/team"
    pages = {
        None: [f"people/{entry.identifier}/", mailed_path("network.entry"), f"{team}/people/",
               "funding/", f"funding/{grants.identifier}/"],
        leyla: [f"people/{entry.identifier}/claim/", f"account/claims/{claim.pk}/",
                f"organizations/{other.identifier}/team/claim/", "account/organizations/"],
        ines.user: [f"account/vouches/{vouch.pk}/"],
        nuria: [f"{team}/manage/", f"{team}/exchange/", f"{team}/funding/", f"{team}/funding/add/"],
        editor: ["desk/claims/", f"desk/claims/{claim.pk}/", "desk/people/", "desk/people/add/"],
    }  # fmt: skip
    found = {}
    for reader, paths in pages.items():
        wide = page_of(own_chromium, live_server.url, reader)
        narrow = page_of(own_chromium, live_server.url, reader, viewport=NARROWEST)
        for path in paths:
            wide.goto(f"/en/{path}")
            broken = barriers(wide)
            narrow.goto(f"/ar/{path}")
            if scrolls_sideways(narrow):
                broken.append("scrolls sideways")
            if broken:
                found[path] = broken
    assert found == {}
