"""Who is proposed, and who is blocked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.catalogue.models import Creator, Party
from tessera.review.peer_conflicts import conflicts_of, plain_name, stakes_of
from tessera.review.peer_proposals import propose
from tests.factories import reviewing as make
from tests.factories.catalogue import record
from tests.factories.network import organization
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


def rules(person, submission, excluded=()) -> list[str]:
    stakes = stakes_of(submission, submission.record, excluded)
    affiliations = list(person.affiliations.all())
    email = person.user.email
    return [each.rule for each in conflicts_of(person, affiliations, stakes, email=email)]


def party(submission, role: str, **fields: object) -> None:
    Party.objects.create(record=submission.record, role=concept("OR", role), **fields)


def test_names_are_the_same_in_any_order_and_without_accents():
    assert plain_name("Öz, Ayşe") == plain_name("ayse OZ")


def test_author_and_named_creator_may_not_review():
    listed = make.listed()
    named = make.reviewer("Ana Núñez")
    Creator.objects.create(record=listed.record, name="Nunez, Ana")
    own = make.reviewer("Somebody Else")
    own.user_id = listed.author_id
    assert rules(named, listed) == ["author"]
    assert rules(own, listed) == ["author"]


def test_co_author_of_another_record_may_not_review():
    listed = make.listed()
    year = str(timezone.localdate().year - 1)
    Creator.objects.create(record=listed.record, name="Nunez, Ana")
    record(
        "A study", "ACA", issued=year,
        creators=[Creator(name="Nunez, Ana"), Creator(name="Second, Sam")],
    )  # fmt: skip
    assert rules(make.reviewer("Sam Second"), listed) == ["co-author"]


@pytest.mark.parametrize(
    ("role", "rule"),
    [("LEAD", "organization"), ("HOST", "organization"), ("PART", "partner"), ("FUND", "funder")],
)
def test_people_of_an_organization_in_the_record_may_not_review(role, rule):
    listed = make.listed()
    office = organization("Office for Newcomers")
    party(listed, role, organization=office)
    person = make.reviewer()
    person.affiliations.create(name="Office for Newcomers", organization=office)
    assert rules(person, listed) == [rule]


def test_people_of_the_body_above_may_not_review():
    listed = make.listed()
    city = organization("City")
    party(listed, "LEAD", organization=organization("Office of the City", parent=city))
    person = make.reviewer()
    person.affiliations.create(name="City", organization=city)
    assert rules(person, listed) == ["organization"]


@pytest.mark.parametrize(("days", "expected"), [(30, ["overlap"]), (1200, [])])
def test_work_that_ended_counts_for_36_months(days, expected):
    ended = timezone.localdate() - timedelta(days=days)
    person = make.reviewer(affiliations=(("City of Ashcombe", ended),))
    assert rules(person, make.listed()) == expected


@pytest.mark.parametrize("typed", ["reader, rana", "Rana.Reader@example.org "])
def test_author_excludes_by_name_or_address(typed):
    assert rules(make.reviewer("Rana Reader"), make.listed(), [typed]) == ["excluded"]


def test_proposal_is_balanced():
    people = make.team()
    for number in range(4):
        make.reviewer(f"Academic Number{number}", country="DE", themes=["LAN", "EDU"])
    proposal = propose(make.round_of())
    assert proposal.gaps == ()
    assert people[0] in [each.reviewer for each in proposal.chosen]
    assert [each.seat for each in proposal.chosen].count("external") == 2
    assert [each.seat for each in proposal.chosen].count("internal") == 1


def test_lived_experience_is_sought_where_the_target_group_asks():
    make.team()
    lived = make.reviewer("Lina Lived", basis=("LIVE",), themes=[], country="DE")
    round = make.round_of(make.listed(target_groups=["REF"]))
    proposal = propose(round)
    assert lived in [each.reviewer for each in proposal.chosen]
    assert proposal.gaps == ()


def test_proposal_says_what_it_lacks_and_who_is_blocked():
    blocked = make.reviewer("Berta Blocked", affiliations=(("City of Ashcombe", None),))
    make.reviewer("Only One", country="DE")
    proposal = propose(make.round_of())
    assert proposal.gaps == ("external", "internal", "practitioner", "outside")
    assert [(each.reviewer, each.conflicts[0].rule) for each in proposal.blocked] == [
        (blocked, "organization")
    ]


def test_proposal_costs_the_same_with_1_3_and_20_people():
    round = make.round_of()
    counted = []
    for total in (1, 3, 20):
        for number in range(total):
            make.reviewer(f"Person {total} {number}", affiliations=(("Somewhere", None),))
        with CaptureQueriesContext(connection) as asked:
            propose(round)
        counted.append(len(asked))
    assert counted[0] == counted[1] == counted[2]
