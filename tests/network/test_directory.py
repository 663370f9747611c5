"""Finding people: by what they say, for whom they say it, and nobody else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tessera.accounts.actions.sanctions import lift_suspension, suspend_user
from tessera.accounts.actors import SYSTEM
from tessera.network.blocks import block_member
from tessera.network.directory.entries import FACETS, refresh_entries
from tessera.network.directory.finding import Question, find_people
from tessera.network.directory.picture import forget_picture
from tessera.network.directory.words import words_of
from tessera.network.models import Person
from tessera.network.visibility import FIELDS
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.people import person

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
HAS = {"themes": ["HOU"], "basis": ["LIVE"], "regions": ["DE"], "languages": ["ar"],
       "stakeholder": "ACA", "willing": ["mentor"]}  # fmt: skip
ASKED = {"theme": "HOU", "basis": "LIVE", "place": "DE", "language": "ar", "stakeholder": "ACA",
         "willing": "mentor"}  # fmt: skip


def total(text: str = "", viewer: object = NOBODY, **chosen: str) -> int:
    codes = {facet: frozenset(code.split()) for facet, code in chosen.items()}
    return find_people(Question(text, codes), viewer).total


def show(who: Person, **visibility: str) -> None:
    who.visibility = visibility
    who.save()
    refresh_entries([who])


def test_people_are_found_by_what_they_say_in_any_language():
    nuria = person("Núria Salcedo", words={"headline": "Head of licensing"}, themes=["HOU"],
                   languages=["ar"], regions=["DE"])  # fmt: skip
    person("Somebody Else", words={"headline": "Baker"})
    for words in ("nuria", "SALCEDO", "licens", "housing", "logement", "arabic", "العربية",
                  "germany", "alemania", "德国", "nuria licensing"):  # fmt: skip
        found = find_people(Question(words), NOBODY)
        assert (words, found.keys) == (words, (nuria.pk,))
    assert total("nuria plumbing") == 0
    assert total() == 2


def test_who_is_called_so_comes_first():
    other = person("Somebody", words={"headline": "Works with Salcedo"})
    named = person("Nuria Salcedo")
    assert find_people(Question("salcedo"), NOBODY).keys == (named.pk, other.pk)


def test_facets_widen_within_and_narrow_between_and_count_what_ticking_gives():
    person("A", themes=["HOU"], languages=["ar", "es"])
    person("B", themes=["LAN"], languages=["es"])
    person("C", themes=["LAN"], languages=["fr"])
    assert total(theme="HOU LAN", language="es") == 2
    found = find_people(Question("", {"theme": frozenset(["HOU"])}), NOBODY)
    by_key = {facet.key: {each.code: each.count for each in facet.choices}
              for facet in found.facets}  # fmt: skip
    assert by_key["theme"] == {"HOU": 1, "LAN": 2}
    assert by_key["language"] == {"ar": 1, "es": 1}
    assert total(theme="NOTHING") == 0


def test_each_visibility_holds_in_filters_counts_and_words():
    owner, member, organizer = user("owner@example.org"), stranger(), desk_editor()
    who = person("Nuria Salcedo", user=owner, words={"headline": "Fitter"}, **HAS)
    seers = {
        "PUBLIC": (NOBODY, member, organizer),
        "MEMBERS": (member, organizer),
        "ORGANIZERS": (organizer,),
        "PRIVATE": (),
    }
    for chosen, may in seers.items():
        show(who, **dict.fromkeys(FIELDS, chosen))
        for viewer in (NOBODY, member, organizer):
            expected = int(viewer in may)
            for facet, code in ASKED.items():
                assert (chosen, facet, total("", viewer, **{facet: code})) == (
                    chosen, facet, expected)  # fmt: skip
            assert total("fitter", viewer) == total("housing", viewer) == expected
            counted = {each.key for each in find_people(Question(), viewer).facets if each.choices}
            assert counted == (set(FACETS) if expected else set())
            assert total("nuria", viewer) == 1, "the name is always there"


def test_who_no_longer_agrees_or_is_hidden_is_neither_found_nor_counted(client):
    who = person("Nuria Salcedo", themes=["HOU"])
    assert "Nuria Salcedo" in client.get("/en/people/?q=nuria").text
    for changes in (
        {"consent_until": timezone.localdate() - timedelta(days=1)},
        {"consent_until": None},
        {"hidden_at": timezone.now(), "consent_until": timezone.localdate()},
    ):
        Person.objects.update(**changes)
        assert "Nuria Salcedo" not in client.get("/en/people/?q=nuria").text, "even unrefreshed"
        refresh_entries([who])
        assert total() == total(theme="HOU") == 0
        Person.objects.update(consent_until=timezone.localdate(), hidden_at=None)
        refresh_entries([who])
        assert total(theme="HOU") == 1
    who.delete()
    assert total() == 0


def test_blocked_members_find_each_other_nowhere(client):
    one, other = user("one@example.org"), stranger()
    person("Nuria Salcedo", user=one, themes=["HOU"])
    person("Youssef Amrani", user=other)
    block_member(other, by=one)
    assert total("nuria", other) == total("", other, theme="HOU") == total("youssef", one) == 0
    assert total("nuria", one) == total("nuria") == total("youssef", other) == 1
    client.force_login(other)
    page = client.get("/en/people/").text
    assert "Youssef Amrani" in page
    assert "Nuria Salcedo" not in page


def test_the_page_answers_in_every_language_and_keeps_what_was_asked(client):
    person("Nuria Salcedo", words={"ask_about": "Licensing offices"}, themes=["HOU"])
    for language in ("en", "ar", "zh-hans"):
        page = client.get(f"/{language}/people/?q=nuria&theme=HOU")
        assert "Licensing offices" in page.text
        assert 'value="HOU" checked' in page.text
        assert "no-store" in page["Cache-Control"]
    nothing = client.get("/en/people/?q=%00<script>&theme=%00x&language=zzz&willing=fly")
    assert nothing.status_code == 200
    assert "Nobody fits." in nothing.text
    assert "<script>&" not in nothing.text
    assert client.get("/en/people/?page=2").status_code == 404
    assert client.get("/en/people/?page=x").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_no_more_for_more_people(client, rows, django_assert_num_queries):
    for number in range(rows):
        person(f"Person {number}", **HAS)
    client.get("/en/people/")
    with django_assert_num_queries(10):
        assert client.get("/en/people/").text.count('class="rec"') == rows


def test_pages_follow_each_other_without_doubles(client):
    for number in range(45):
        person(f"Person {number}")
    pages = [find_people(Question(page=number), NOBODY).keys for number in (1, 2, 3)]
    assert [len(each) for each in pages] == [20, 20, 5]
    assert len({key for page in pages for key in page}) == 45
    words = [find_people(Question("person", page=number), NOBODY).keys for number in (1, 2, 3)]
    assert len({key for page in words for key in page}) == 45


def test_words_meet_whatever_their_accents_case_and_script():
    assert words_of("Ｎúria, İstanbul’da أحمد") == ["nuria", "istanbul", "da", "احمد"]
    assert words_of("移民融入") == ["移", "民", "融", "入"]


def test_programs_get_what_everybody_sees_and_nothing_else(client):
    owner = user("owner@example.org")
    who = person("Nuria Salcedo", user=owner, words={"headline": "Fitter"}, **HAS)
    address = f"/api/v1/people/{who.identifier}"
    for chosen, expected in (("PUBLIC", 1), ("MEMBERS", 0), ("ORGANIZERS", 0), ("PRIVATE", 0)):
        show(who, **dict.fromkeys(FIELDS, chosen))
        for reader in (None, owner, desk_editor(f"{chosen}@example.org")):
            if reader:
                client.force_login(reader)  # Whoever asks: programs are told what is public.
            answer = client.get(address)
            assert answer["Cache-Control"] == "no-store"
            told = answer.json()
            assert told["name"] == "Nuria Salcedo"
            assert bool(told["headline"]) == bool(told["themes"]) == bool(told["basis"])
            assert bool(told["headline"]) == bool(expected)
            for facet, code in ASKED.items():
                listed = client.get(f"/api/v1/people?{facet}={code}").json()
                assert (listed["total"], len(listed["results"])) == (expected, expected)
    Person.objects.update(consent_until=None)
    assert client.get(address).status_code == 404
    assert client.get("/api/v1/people").json()["results"] == []


def test_who_is_suspended_is_neither_found_nor_counted_until_it_is_over():
    nuria = person("Nuria Salcedo", user=user("nuria@example.org"), themes=["HOU"])
    assert total("nuria") == total(theme="HOU") == 1
    sanction = suspend_user(nuria.user, by=SYSTEM, reason="Insults.", days=3)
    forget_picture()
    assert total("nuria") == total(theme="HOU") == 0
    lift_suspension(sanction, by=SYSTEM)
    forget_picture()
    assert total("nuria") == total(theme="HOU") == 1
