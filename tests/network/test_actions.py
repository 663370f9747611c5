"""Who may publish and withdraw organizations, and what is left afterwards."""

import pytest
from wagtail.models import ModelLogEntry

from tessera.accounts.actors import SYSTEM
from tessera.lib.errors import NotAllowedError
from tessera.network.actions import (
    OrganizationStateError,
    publish_organization,
    withdraw_organization,
)
from tessera.network.models import Organization
from tests.factories import accounts
from tests.factories import network as make
from tests.factories.vocabularies import changes_after, last_sequence

pytestmark = pytest.mark.django_db


def test_steward_publishes_an_organization():
    person, draft = accounts.steward(), make.draft_organization()
    start = last_sequence()
    office = publish_organization(draft, by=person)
    assert list(Organization.objects.public()) == [office]
    assert office.slug == "office-for-newcomers"
    assert changes_after(start) == [("organization", office.identifier, "published")]
    entry = ModelLogEntry.objects.get(action="network.organization.publish")
    assert entry.user == person


@pytest.mark.parametrize("who", [accounts.stranger, accounts.editor])
def test_others_may_neither_publish_nor_withdraw(who):
    person, draft, office = who(), make.draft_organization(), make.organization()
    with pytest.raises(NotAllowedError):
        publish_organization(draft, by=person)
    with pytest.raises(NotAllowedError):
        withdraw_organization(office, by=person, reason="A rival")
    assert list(Organization.objects.public()) == [office]


def test_withdrawn_organization_keeps_the_reason():
    office = make.organization()
    start = last_sequence()
    withdraw_organization(office, by=accounts.steward(), reason="Closed in 2020")
    office.refresh_from_db()
    assert (office.withdrawal_reason, office.is_merged) == ("Closed in 2020", False)
    assert list(Organization.objects.public()) == []
    assert changes_after(start) == [("organization", office.identifier, "withdrawn")]


def test_merged_organization_points_to_its_successor():
    office, other = make.organization(), make.organization("Agency")
    start = last_sequence()
    withdraw_organization(office, by=SYSTEM, reason="The same", merged_into=other)
    office.refresh_from_db()
    assert (office.is_merged, office.replaced_by) == (True, other.identifier)
    assert changes_after(start) == [("organization", office.identifier, "merged")]


def test_reason_is_needed_and_once_is_enough():
    office = make.organization()
    with pytest.raises(OrganizationStateError):
        withdraw_organization(office, by=SYSTEM, reason=" ")
    withdraw_organization(office, by=SYSTEM, reason="Closed")
    with pytest.raises(OrganizationStateError):
        withdraw_organization(office, by=SYSTEM, reason="Closed again")


def test_organization_is_merged_only_into_another_public_one():
    office = make.organization()
    for into in (office, make.draft_organization("Draft")):
        with pytest.raises(OrganizationStateError):
            withdraw_organization(office, by=SYSTEM, reason="The same", merged_into=into)
    assert Organization.objects.public().filter(pk=office.pk).exists()


def test_draft_is_deleted_and_not_withdrawn():
    with pytest.raises(OrganizationStateError):
        withdraw_organization(make.draft_organization(), by=SYSTEM, reason="Wrong")
