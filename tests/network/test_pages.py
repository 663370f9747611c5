"""The directory and the page of an organization, as visitors see them."""

import re
from html import unescape

import pytest
from django.conf import settings

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import Party
from tessera.network.actions import publish_organization, withdraw_organization
from tessera.vocabularies.labels import labels
from tessera.vocabularies.models import Concept
from tests.factories.catalogue import draft_record, record
from tests.factories.network import draft_organization, organization, organization_text
from tests.factories.vocabularies import concept, place

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_organization_and_directory_are_shown_in_every_language(client):
    office = organization("Office for Newcomers", country=place("DE"))
    for language in LANGUAGES:
        for address in (f"organizations/{office.identifier}/{office.slug}/", "organizations/"):
            html = read(client, f"/{language}/{address}")
            assert "Office for Newcomers" in html
            assert html.count("<h1") == 1


def test_name_in_another_language_says_so(client):
    office = organization(
        original_language="ar", texts=[organization_text("ar", "مكتب القادمين الجدد", "يرحب.")]
    )
    html = read(client, office.get_absolute_url())
    assert '<h1 class="mt-2" lang="ar" dir="rtl">مكتب القادمين الجدد</h1>' in html
    assert '<p class="lead" lang="ar" dir="rtl">يرحب.</p>' in html


def test_readers_are_told_of_machine_translation_and_of_missing_texts(client):
    office = organization(
        texts=[
            organization_text("en", "Office", "It welcomes."),
            organization_text("fr", "Bureau", "Il accueille.", status="machine"),
            organization_text("tr", "Ofis", status="machine"),
        ]
    )
    rest = f"organizations/{office.identifier}/{office.slug}/"
    english = words(read(client, f"/en/{rest}"))
    assert "translated by machine" not in english
    assert "Only the name" not in english
    assert '<p class="lead">Il accueille.</p>' in read(client, f"/fr/{rest}")
    assert '<p class="lead" lang="en" dir="ltr">It welcomes.</p>' in read(client, f"/tr/{rest}")


def test_organization_without_a_text_says_nothing_of_translation(client):
    office = organization(texts=[organization_text("en", "Office")])
    assert "Only the name is translated" not in read(client, office.get_absolute_url())


def test_other_spellings_of_the_address_lead_to_the_present_one(client):
    office = organization("Office for Newcomers")
    for rest in (f"{office.identifier}/old-name/", f"{office.identifier.lower()}/"):
        response = client.get(f"/en/organizations/{rest}")
        assert (response.status_code, response["Location"]) == (301, office.get_absolute_url())


def test_draft_is_nowhere(client):
    draft = draft_organization("Secret office")
    assert client.get(f"/en/organizations/{draft.identifier}/-/").status_code == 404
    assert "Secret office" not in read(client, "/en/organizations/")


def test_withdrawn_organization_says_why(client):
    office = organization()
    withdraw_organization(office, by=SYSTEM, reason="Closed in 2020")
    response = client.get(office.get_absolute_url())
    assert response.status_code == 410
    assert "Closed in 2020" in response.content.decode()


def test_merged_organization_leads_to_its_successor(client):
    office, agency = organization(), organization("Agency")
    withdraw_organization(office, by=SYSTEM, reason="The same", merged_into=agency)
    response = client.get(office.get_absolute_url(), follow=True)
    assert response.redirect_chain[-1] == (agency.get_absolute_url(), 301)
    assert response.status_code == 200


def test_mailbox_and_registration_are_never_shown(client):
    office = organization(contact_mailbox="office@example.org", registration="HRB 1234")
    html = read(client, office.get_absolute_url())
    assert "office@example.org" not in html
    assert "HRB 1234" not in html


def test_organization_shows_its_public_records_and_parts(client):
    office = organization("Office")
    record("Led here", parties=[Party(organization=office, role=concept("OR", "LEAD"))])
    record("Published here", publisher=office)
    draft_record("Not yet", publisher=office)
    organization("Branch", parent=office)
    draft_organization("Planned branch", parent=office)
    text = words(read(client, office.get_absolute_url()))
    for shown in ("Led here", "Published here", "Its parts", "Branch"):
        assert shown in text
    assert "Not yet" not in text
    assert "Planned branch" not in text


def test_organization_says_what_it_does_for_whom_and_what_it_offers_and_seeks(client):
    place = draft_organization("Bridge House")
    place.services.set([concept("TH", "LAN")])
    offered, sought = list(Concept.objects.filter(scheme__code="PX").order_by("code")[:2])
    place.offers.set([offered])
    place.seeks.set([sought])
    shown = publish_organization(place, by=SYSTEM)
    page = words(read(client, shown.get_absolute_url()))
    picture = labels()
    assert f"Services {picture.of(concept('TH', 'LAN').pk)}" in page
    assert f"Offers {picture.of(offered.pk)}" in page
    assert f"Seeks {picture.of(sought.pk)}" in page


def test_directory_is_narrowed_by_name_type_and_country(client):
    organization("City office", country=place("DE"), org_type=concept("OT", "LGA"), acronym="COF")
    organization("Aid group", country=place("DE"), org_type=concept("OT", "NGO"))
    organization("Far office", country=place("TR"), org_type=concept("OT", "LGA"))

    def found(query: str) -> set[str]:
        text = words(read(client, f"/en/organizations/?{query}"))
        return {name for name in ("City office", "Aid group", "Far office") if name in text}

    assert found("") == {"City office", "Aid group", "Far office"}
    assert found("country=de") == {"City office", "Aid group"}
    assert found("type=LGA") == {"City office", "Far office"}
    assert found("type=LGA&country=TR") == {"Far office"}
    assert found("q=office&country=DE") == {"City office"}
    assert found("q=cof") == {"City office"}
    assert found("q=%3Cscript%3E") == set()
    assert found("type=nonsense&country=nonsense") == {"City office", "Aid group", "Far office"}


def test_directory_counts_what_a_choice_would_give(client):
    organization("City office", country=place("DE"), org_type=concept("OT", "LGA"))
    organization("Aid group", country=place("TR"), org_type=concept("OT", "LGA"))
    html = read(client, "/en/organizations/?country=DE")
    (count,) = re.findall(r'type=LGA[^>]*>[^<]*</a> <span class="n">(\d+)<', html)
    assert count == "1"
