"""Writing one's own entry, and what each reader sees of it on its page."""

import re
from datetime import date

import pytest

from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import block_member
from tessera.network.models import Person
from tessera.network.profiles import consent_end, renew_consent, save_profile
from tessera.network.visibility import FIELDS
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.network import organization
from tests.factories.people import person
from tests.factories.vocabularies import concept, place

pytestmark = pytest.mark.django_db
OWN = "/en/account/profile/"
ROWS = {
    "languages-TOTAL_FORMS": "1", "languages-INITIAL_FORMS": "0",
    "affiliations-TOTAL_FORMS": "1", "affiliations-INITIAL_FORMS": "0",
}  # fmt: skip


def given(**more: object) -> dict[str, object]:
    return {
        "display_name": "Nuria Salcedo", "text_language": "en", "headline": "Head of licensing",
        "ask_about": "Licensing offices\nEmployer agreements", "about": "I trained as a fitter.",
        "not_about": "Single cases", "availability": "open", "questions_a_month": "4",
        "is_shown": "on", "willing": ["panellist", "mentor"],
        "languages-0-language": "es", "languages-0-level": "first",
        "affiliations-0-name": "Office for Newcomers", "affiliations-0-role": "Head",
        "affiliations-0-since": "2019", **ROWS, **more,
    }  # fmt: skip


#: Field → words that tell it on the page.
TOLD = {
    "headline": "Head of licensing",
    "words": "Employer agreements",
    "languages": "Spanish",
    "regions": "Germany",
    "affiliations": "Office for Newcomers",
    "stakeholder": "Academic",
    "basis": "Lived experience",
    "themes": "Housing and neighbourhoods",
    "exchange": "Study visit",
    "willing": "Speak on a panel",
    "availability": "At most 4 questions",
    "orcid": "0000-0002-1825-0097",
}


@pytest.fixture
def office():
    return organization("Office for Newcomers")


def everything() -> dict[str, object]:
    return {
        "stakeholder": concept("SH", "ACA").pk,
        "basis": [concept("XB", "LIVE").pk],
        "themes": [concept("TH", "HOU").pk],
        "offers": [concept("PX", "VIS").pk],
        "regions": [place("DE").pk],
    }


def test_somebody_writes_their_entry_and_shows_it(client, office):
    client.force_login(user("nuria@example.org", first_name="Nuria"))
    empty = client.get(OWN)
    assert empty.status_code == 200
    assert 'value="Nuria"' in empty.text
    sent = client.post(OWN, given(**everything()))
    assert sent.status_code == 302, sent.text
    made = Person.objects.get()
    assert made.consent_until == consent_end(made.consent_given_at.date())
    [work] = made.affiliations.all()
    assert (work.organization, work.since) == (office, 2019)
    page = client.get(made.get_absolute_url()).text
    for words in ("Head of licensing", "Employer agreements", "Spanish", "first language", "2019–",
                  office.get_absolute_url().split("office")[0], "Housing", "Academic"):  # fmt: skip
        assert words in page
    again = client.get(OWN).text
    assert "Employer agreements" in again
    assert "Your profile is shown until" in again


def test_each_visibility_holds_on_the_page(client, office):
    nuria = user("nuria@example.org")
    client.force_login(nuria)
    client.post(OWN, given(**everything()))
    made = Person.objects.get()
    made.orcid = TOLD["orcid"]
    address = made.get_absolute_url()
    readers = {"stranger": None, "member": stranger(), "organizer": desk_editor(), "own": nuria}
    seers = {
        "PUBLIC": set(readers),
        "MEMBERS": {"member", "organizer", "own"},
        "ORGANIZERS": {"organizer", "own"},
        "PRIVATE": {"own"},
    }
    for chosen, who in seers.items():
        made.visibility = dict.fromkeys(FIELDS, chosen)
        made.save()
        for name, reader in readers.items():
            client.logout()
            if reader:
                client.force_login(reader)
            answer = client.get(address)
            assert "no-store" in answer["Cache-Control"]
            seen = {field for field, words in TOLD.items() if words in answer.text}
            assert seen == (set(TOLD) if name in who else set()), (chosen, name)


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(client):
    client.force_login(stranger())
    answer = client.post(
        OWN,
        given(**{"display_name": "", "questions_a_month": "900", "affiliations-0-name": "",
                 "affiliations-0-until": "1950", "languages-0-level": "perfect"}),
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Name the organization." in answer.text
    assert "The end lies before the beginning." in answer.text
    assert "Employer agreements" in answer.text
    assert answer.text.count('class="err"') >= 5
    assert not Person.objects.exists()


def test_faults_stand_in_one_list_that_leads_to_each_of_them(client):
    client.force_login(stranger())
    rows = {"languages-TOTAL_FORMS": "2", "languages-1-language": "es",
            "languages-1-level": "fluent", "affiliations-0-name": ""}  # fmt: skip
    page = client.post(OWN, given(display_name="", **rows)).text
    assert page.count('class="errsum"') == 1
    listed = page[page.index('class="errsum"') :]
    for field, words in (
        ("display_name", "This field is required."),
        ("languages-1-language", "This language stands above already."),
        ("affiliations-0-name", "Name the organization."),
    ):
        assert words in listed
        assert f'href="#id_{field}"' in listed


def test_only_what_is_saved_can_be_deleted(client):
    client.force_login(user("nuria@example.org"))
    assert "-DELETE" not in client.get(OWN).text
    client.post(OWN, given())
    page = client.get(OWN).text
    assert "languages-0-DELETE" in page
    assert "languages-1-DELETE" not in page


def test_languages_change_places(client):
    client.force_login(user("nuria@example.org"))
    client.post(OWN, given(**{"languages-TOTAL_FORMS": "2", "languages-1-language": "fr",
                              "languages-1-level": "basic"}))  # fmt: skip
    made = Person.objects.get()
    first, second = made.languages.all()
    swapped = {
        "languages-TOTAL_FORMS": "2", "languages-INITIAL_FORMS": "2",
        "languages-0-id": str(first.pk), "languages-0-language": "fr",
        "languages-1-id": str(second.pk), "languages-1-language": "es",
        "languages-1-level": "basic", "affiliations-INITIAL_FORMS": "1",
        "affiliations-0-id": str(made.affiliations.get().pk),
    }  # fmt: skip
    assert client.post(OWN, given(**swapped)).status_code == 302
    assert {(each.language, each.level) for each in made.languages.all()} == {
        ("fr", "first"), ("es", "basic"),
    }  # fmt: skip


def test_words_of_the_form_are_those_of_a_person_and_not_of_a_thing(client):
    client.force_login(stranger())
    page = client.get(OWN.replace("/en/", "/ru/")).text
    assert "Имя" in page
    assert "Порядковый номер" not in page
    assert "Работает" not in page


def test_words_stand_in_several_languages_and_readers_get_theirs(client):
    client.force_login(user("nuria@example.org"))
    client.post(OWN, given())
    assert client.get(f"{OWN}?in=es").status_code == 200
    made = Person.objects.get()
    rows = {
        "languages-TOTAL_FORMS": "1", "languages-INITIAL_FORMS": "1",
        "languages-0-id": str(made.languages.get().pk),
        "affiliations-INITIAL_FORMS": "1", "affiliations-0-id": str(made.affiliations.get().pk),
    }  # fmt: skip
    client.post(OWN, given(text_language="es", headline="Jefa de licencias", **rows))
    assert made.texts.count() == 2
    assert made.affiliations.count() == 1
    address = made.get_absolute_url()
    assert "Jefa de licencias" in client.get(address.replace("/en/", "/es/")).text
    assert '<bdi lang="en" dir="ltr">Head of licensing' in client.get(
        address.replace("/en/", "/ar/")
    ).text  # fmt: skip
    gone = given(text_language="es", headline="", ask_about="", about="", not_about="", **rows)
    client.post(OWN, gone)
    assert [each.language for each in made.texts.all()] == ["en"]


def test_who_no_longer_agrees_is_found_nowhere_and_sees_their_own(client):
    nuria = user("nuria@example.org")
    made = person(user=nuria)
    address = made.get_absolute_url()
    assert client.get(address).status_code == 200
    assert client.get(address.lower().replace("-", "")).status_code == 302
    made.consent_until = None
    made.save()
    assert client.get(address).status_code == 404
    client.force_login(nuria)
    assert client.get(address).status_code == 200
    renew_consent(made, by=nuria)
    client.logout()
    assert client.get(address).status_code == 200
    assert consent_end(date(2024, 2, 29)) == date(2026, 2, 28)


def test_who_is_blocked_does_not_find_the_page(client):
    nuria, other = user("nuria@example.org"), stranger()
    made = person(user=nuria)
    block_member(other, by=nuria)
    client.force_login(other)
    assert client.get(made.get_absolute_url()).status_code == 404


def test_the_stranger_may_not_write_somebody_elses(client):
    made = person(user=user("nuria@example.org"))
    for by in (stranger(), desk_editor()):
        with pytest.raises(NotAllowedError):
            renew_consent(made, by=by)
        with pytest.raises(NotAllowedError):
            save_profile(made, by=by, values={}, text={}, language="en", visibility={},
                         is_shown=True)  # fmt: skip
    answer = client.get(OWN)
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_what_people_type_is_text_and_no_markup(client):
    client.force_login(user("nuria@example.org"))
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    fields = ("display_name", "headline", "ask_about", "not_about", "about", "affiliations-0-name",
              "affiliations-0-role")  # fmt: skip
    client.post(OWN, given(**dict.fromkeys(fields, attack)))
    for address in (OWN, Person.objects.get().get_absolute_url()):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_no_more_for_more_rows(client, rows, django_assert_num_queries, office):
    made = person(languages=["es", "fr", "ar"][:rows], themes=["HOU", "LAN", "EMP"][:rows])
    for number in range(rows):
        made.affiliations.create(organization=office, name="x", since=2000 + number)
    client.get(made.get_absolute_url())
    with django_assert_num_queries(12):
        client.get(made.get_absolute_url())


def test_headline_and_words_are_each_marked_with_their_own_language(client):
    made = person(words={"headline": "Head of licensing", "about": "I trained as a fitter."})
    made.texts.create(language="ar", headline="رئيسة التراخيص")
    for address in (made.get_absolute_url(), "/en/people/?q=nuria"):
        page = client.get(address.replace("/en/", "/ar/")).text
        assert re.search(r"<(?:bdi|p)[^>]*>رئيسة التراخيص", page)
        assert not re.search(r'<[^>]*dir="ltr"[^>]*>رئيسة', page)
    assert re.search(r'lang="en" dir="ltr"><p>I trained', client.get(
        made.get_absolute_url().replace("/en/", "/ar/")).text)  # fmt: skip
