"""Organizers put a panel together and see its balance; nobody else, and nothing hidden."""

import pytest

from tessera.network.blocks import block_member
from tests.factories.accounts import browser, desk_editor
from tests.factories.communities import person as account
from tests.factories.people import person

pytestmark = pytest.mark.django_db
PAGE = "/en/people/panel/"


@pytest.fixture
def organizer():
    return desk_editor()


def somebody(name: str, **fields: object):
    given = {"languages": ["en"], "regions": ["DE"], "stakeholder": "ACA", **fields}
    return person(name, user=account(name), **given)


def chosen(*people) -> str:
    return PAGE + "?" + "&".join(f"person={each.identifier}" for each in people)


def test_only_organizers_see_it(organizer, client):
    nuria = somebody("Nuria Salcedo")
    assert client.get(PAGE).status_code == 302
    assert browser(account("Member")).get(PAGE).status_code == 403
    ours = browser(organizer)
    assert "Nuria Salcedo" in ours.get(PAGE).text
    assert PAGE in ours.get("/en/people/").text
    assert PAGE not in browser(nuria.user).get("/en/people/").text


def test_the_balance_says_what_to_think_about(organizer):
    panel = [somebody(name) for name in ("Nuria Salcedo", "Omar Aziz", "Leyla Haddad")]
    ours = browser(organizer)
    page = ours.get(chosen(*panel)).text
    assert "3 people chosen" in page
    for words in (
        "More than half have the same position: Academic",
        "All know the same part of the world: Western Europe.",
        "Nobody says that they have lived it themselves.",
    ):
        assert words in page
    assert "plan interpretation" not in page
    other = somebody("Ana Ruiz", stakeholder="MAY", regions=["CO"], basis=["LIVE"],
                     languages=["es"])  # fmt: skip
    page = ours.get(chosen(panel[0], other, somebody("Eve", stakeholder="NGO"))).text
    assert "More than half" not in page
    assert "All know the same" not in page
    assert "Nobody says" not in page
    assert "plan interpretation" in page


def test_what_is_not_for_organizers_is_not_counted(organizer):
    hidden = somebody("Hidden", visibility={"stakeholder": "PRIVATE", "regions": "PRIVATE"})
    shown = somebody("Shown", visibility={"stakeholder": "ORGANIZERS"}, stakeholder="MAY")
    page = browser(organizer).get(chosen(hidden, shown)).text
    assert "Not said: 1" in page
    assert "Academic" not in page.split('id="filters"')[0]


@pytest.mark.parametrize("who_blocks", ["person", "organizer"])
def test_who_may_not_be_met_is_on_no_panel(organizer, who_blocks):
    kept_away, lapsed = somebody("Kept Away"), somebody("Lapsed", consent_until="2020-01-01")
    pair = (kept_away.user, organizer) if who_blocks == "person" else (organizer, kept_away.user)
    block_member(pair[1], by=pair[0])
    page = browser(organizer).get(chosen(kept_away, lapsed)).text
    assert "Kept Away" not in page
    assert "Lapsed" not in page
    assert "0 people chosen" in page


def test_what_is_chosen_stays_when_the_list_is_narrowed(organizer):
    nuria, omar = somebody("Nuria Salcedo"), somebody("Omar Aziz", languages=["ar"])
    page = browser(organizer).get(chosen(nuria) + "&language=ar&person=zzz&person=").text
    assert f'value="{nuria.identifier}" checked' in page
    assert f'value="{omar.identifier}">' in page
    many = PAGE + "?" + "&".join(f"person={nuria.identifier}" for _each in range(500))
    assert browser(organizer).get(many).status_code == 200
