"""Withdrawing and merging organizations in the back office, and what it says of itself."""

import pytest
from django.test import Client
from django.urls import reverse

from tessera.network.models import Organization
from tests.factories import accounts
from tests.factories import network as make

pytestmark = pytest.mark.django_db


def signed_in(person: object) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def end(organization: Organization) -> str:
    return reverse("end_organization", args=[organization.identifier])


def test_withdrawing_asks_for_the_reason_and_keeps_it():
    client, office = signed_in(accounts.administrator()), make.organization()
    assert "This field is required." in client.post(end(office), {"reason": ""}).content.decode()
    assert client.post(end(office), {"reason": "Closed."}).status_code == 302
    office.refresh_from_db()
    assert (office.withdrawal_reason, office.is_merged, office.live) == ("Closed.", False, False)
    assert client.get(end(office)).status_code == 404


def test_a_duplicate_leads_to_the_other():
    client, office, other = signed_in(accounts.administrator()), make.organization(), None
    other = make.organization("Agency")
    client.post(end(office), {"reason": "The same.", "merged_into": other.identifier.lower()})
    office.refresh_from_db()
    assert (office.replaced_by, office.is_merged) == (other.identifier, True)


def test_only_another_public_organization_is_accepted():
    client, office = signed_in(accounts.administrator()), make.organization()
    draft = make.draft_organization("Draft")
    for typed, sentence in [
        ("abc", "This identifier is not right."),
        (draft.identifier, "There is no public organization with this identifier."),
        (office.identifier, "Choose another, public organization to merge into."),
    ]:
        answer = client.post(end(office), {"reason": "The same.", "merged_into": typed})
        assert sentence in answer.content.decode()
    office.refresh_from_db()
    assert office.live


def test_an_editor_may_not_withdraw():
    client, office = signed_in(accounts.editor()), make.organization()
    client.post(end(office), {"reason": "A rival."})
    office.refresh_from_db()
    assert office.live


def test_the_list_offers_it_for_what_is_public():
    client = signed_in(accounts.administrator())
    office, draft = make.organization(), make.draft_organization("Draft")
    shown = client.get(reverse("wagtailsnippets_network_organization:list")).content.decode()
    assert (end(office) in shown, end(draft) in shown) == (True, False)


def test_the_back_office_bears_the_name_of_the_site(client: Client, settings):
    settings.SITE_NAME = "Welcome Library"
    asked = client.get(reverse("wagtailadmin_login"), follow=True).content.decode()
    assert "– Welcome Library</title>" in asked
    assert "Wagtail" not in asked
    office = signed_in(accounts.administrator())
    shown = office.get(reverse("wagtailadmin_home")).content.decode()
    assert "- Welcome Library</title>" in shown
