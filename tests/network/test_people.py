"""Who meets whom, who sees what, and what others are called."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import TesseraError
from tessera.network.blocks import block_member, blocked_ids, is_blocked, unblock_member
from tessera.network.models import Block, Person
from tessera.network.people import entries_of, may_see, person_of, shown_name, shown_names
from tests.factories.accounts import desk_editor, user
from tests.factories.people import person

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def nuria():
    return person(user=user("nuria@example.org", first_name="Nuria S."))


def test_each_field_is_seen_by_those_whom_the_person_chose(nuria):
    member, organizer = user("member@example.org"), desk_editor()
    viewers = (NOBODY, member, organizer, nuria.user)
    for chosen, seen in (
        ("PUBLIC", (True, True, True, True)),
        ("MEMBERS", (False, True, True, True)),
        ("ORGANIZERS", (False, False, True, True)),
        ("PRIVATE", (False, False, False, True)),
    ):
        nuria.visibility = {"themes": chosen}
        assert tuple(may_see(nuria, "themes", viewer) for viewer in viewers) == seen, chosen
    nuria.visibility = {"themes": "nonsense"}
    assert may_see(nuria, "themes", NOBODY), "the default holds"
    assert not may_see(nuria, "works", organizer), "works are shown by choice only"


def test_who_no_longer_agrees_is_hidden_and_whose_account_ended_too(nuria):
    member = user("member@example.org")
    assert [*Person.objects.seen_by(member)] == [nuria]
    yesterday = timezone.localdate() - timedelta(days=1)
    for changes in (
        {"consent_until": yesterday},
        {"consent_until": None},
        {"hidden_at": timezone.now()},
    ):
        Person.objects.update(consent_until=timezone.localdate(), hidden_at=None)
        assert Person.objects.seen_by(NOBODY).exists()
        Person.objects.update(**changes)
        for viewer in (NOBODY, member):
            assert not Person.objects.seen_by(viewer).exists()
            assert not may_see(nuria, "headline", viewer)
            assert shown_name(nuria.user, viewer) == "A member"
        assert [*Person.objects.seen_by(nuria.user)] == [nuria]
    Person.objects.update(consent_until=timezone.localdate(), hidden_at=None)
    nuria.user.is_active = False
    nuria.user.save()
    assert not Person.objects.seen_by(member).exists()
    assert shown_name(nuria.user, member) == "A former member"


def test_a_block_hides_both_from_each_other_and_nobody_else(nuria):
    other = user("other@example.org")
    their = person("Youssef Amrani", user=other)
    block_member(other, by=nuria.user)
    block_member(other, by=nuria.user)
    assert Block.objects.count() == 1
    assert is_blocked(other, nuria.user)
    assert is_blocked(nuria.user, other)
    assert blocked_ids(other) == {nuria.user.pk}
    assert [*Person.objects.seen_by(nuria.user)] == [nuria]
    assert [*Person.objects.seen_by(other)] == [their]
    assert {*Person.objects.seen_by(NOBODY)} == {nuria, their}
    assert not may_see(nuria, "headline", other)
    assert shown_name(nuria.user, other) == "A member"
    unblock_member(nuria.user, by=other)  # Only who blocked may take it back.
    assert is_blocked(nuria.user, other)
    unblock_member(other, by=nuria.user)
    assert not is_blocked(nuria.user, other)
    with pytest.raises(TesseraError):
        block_member(other, by=other)


def test_an_entry_without_account_is_met_by_members_who_blocked_somebody(nuria):
    author = person("An Author")
    block_member(user("other@example.org"), by=nuria.user)
    assert {*Person.objects.seen_by(nuria.user)} == {nuria, author}


def test_names_are_those_that_people_chose_and_never_addresses(nuria, django_assert_num_queries):
    named, unnamed = user("ines@example.org", first_name="Inés"), user("x@example.org")
    everybody = [nuria.user, named, unnamed]
    with django_assert_num_queries(2):
        names = shown_names(everybody, named)
    assert names == {nuria.user.pk: "Nuria Salcedo", named.pk: "Inés", unnamed.pk: "A member"}
    assert shown_name(named, NOBODY) == "A member"
    assert entries_of(everybody, NOBODY) == {nuria.user.pk: nuria}
    assert person_of(nuria.user) == nuria
    assert person_of(named) is None
    assert person_of(NOBODY) is None


def test_one_takes_away_all_of_ones_own_and_erases_it(nuria):
    other = user("other@example.org")
    nuria.visibility = {"themes": "PRIVATE"}
    nuria.save()
    block_member(nuria.user, by=other)
    entries = {entry.model: entry for entry in registered()}
    [own] = entries[Person].export(nuria.user)
    assert own["name"] == "Nuria Salcedo"
    assert own["visibility"]["themes"] == "PRIVATE"
    assert own["texts"][0]["headline"] == "Head of licensing"
    assert [*entries[Block].export(nuria.user)] == [], "who blocked one stays a secret"
    assert len([*entries[Block].export(other)]) == 1
    for model in (Person, Block):
        entries[model].erase(nuria.user, Fate.ANONYMIZE)
    assert not Person.objects.exists()
    assert not Block.objects.exists()
