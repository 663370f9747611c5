"""What people offer and seek: who sees it, what fits it and why, and writing to each other."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.accounts.personal_data import Fate, registered
from tessera.exchange.actions import listing as actions
from tessera.exchange.actions.reporting import appeal_listing, report_listing
from tessera.exchange.errors import ExchangeError
from tessera.exchange.matching import find_matches
from tessera.exchange.models import Listing, ListingReport
from tessera.lib.errors import LimitReachedError, NotAllowedError
from tessera.network.blocks import block_member
from tessera.network.contact import NoMoreQuestionsError
from tessera.network.models import Affiliation, Message, Person, TeamMember
from tessera.notifications.models import Mail
from tests.factories.accounts import browser, desk_editor
from tests.factories.communities import person as account
from tests.factories.exchange import listing, member, values
from tests.factories.network import organization
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


@pytest.fixture
def nuria():
    return member("Nuria Salcedo")


@pytest.fixture
def omar():
    return member("Omar Aziz")


def test_the_first_is_read_by_a_moderator_and_the_next_is_not(nuria, client):
    made = actions.post_listing(values(), by=nuria)
    assert made.state == "held"
    assert client.get(made.get_absolute_url()).status_code == 404
    assert "waiting" in browser(nuria).get("/en/account/exchange/").text
    editor = desk_editor()
    desk = browser(editor)
    assert "A seek" in desk.get("/en/desk/moderation/exchange/").text
    desk.post(f"/en/desk/moderation/exchange/{made.identifier}/", {"act": "pass"})
    made.refresh_from_db()
    assert made.state == "open"
    assert "A seek" in client.get("/en/exchange/").text
    mail = Mail.objects.get(kind="exchange.decided")
    assert (mail.user, mail.context["is_passed"]) == (nuria, True)
    assert actions.post_listing(values(), by=nuria).state == "open"
    with pytest.raises(ExchangeError):  # Two moderators at once.
        actions.decide_listing(made, is_passed=True, reason="", by=editor)


def test_a_moderator_takes_one_away_with_a_reason(nuria, client):
    made, editor = listing(nuria), desk_editor()
    desk = browser(editor)
    address = f"/en/desk/moderation/exchange/{made.identifier}/"
    assert desk.post(address, {"act": "decline", "reason": ""}).status_code == 422
    desk.post(address, {"act": "decline", "reason": "It is advertising."})
    assert client.get(made.get_absolute_url()).status_code == 404
    assert "It is advertising." in browser(nuria).get(made.get_absolute_url()).text
    with pytest.raises(ExchangeError):
        actions.change_listing(made, values(), by=nuria)
    assert actions.post_listing(values(), by=nuria).state == "held"


def test_a_stranger_may_not(nuria, omar):
    made = listing(nuria)
    for act in (
        lambda: actions.change_listing(made, values(), by=omar),
        lambda: actions.close_listing(made, by=omar),
        lambda: actions.decide_listing(made, is_passed=False, reason="No", by=omar),
        lambda: actions.answer_listing(made, by=nuria, text="To myself"),
        lambda: actions.post_listing(values(organization=organization("Office")), by=omar),
        lambda: actions.post_listing(values(), by=account("No Profile")),
    ):
        with pytest.raises(NotAllowedError):
            act()
    theirs = browser(omar)
    assert theirs.post(f"/en/exchange/{made.identifier}/close/").status_code == 403
    assert theirs.get(f"/en/exchange/{made.identifier}/edit/").status_code == 403
    assert theirs.get("/en/desk/moderation/exchange/").status_code == 403
    assert theirs.get(f"/en/desk/moderation/exchange/{made.identifier}/").status_code == 403
    editor = desk_editor()
    person = Person.objects.create(user=editor, display_name="Editor")
    Listing.objects.filter(pk=made.pk).update(person=person)
    made.refresh_from_db()
    with pytest.raises(NotAllowedError):
        actions.decide_listing(made, is_passed=False, reason="No", by=editor)


@pytest.mark.parametrize(
    ("change", "is_seen_by"),
    [
        ({}, {"nobody", "member"}),
        ({"readers": "members"}, {"member"}),
        ({"until": timezone.localdate() - timedelta(days=1)}, set()),
        ({"state": "closed"}, set()),
        ({"state": "held"}, set()),
        ({"state": "declined"}, set()),
    ],
)
def test_who_sees_it(nuria, omar, client, change, is_seen_by):
    made = listing(nuria)
    Listing.objects.filter(pk=made.pk).update(**change)
    seen = set()
    for name, reader in (("nobody", client), ("member", browser(omar))):
        is_listed = made.identifier in reader.get("/en/exchange/").text
        is_there = reader.get(made.get_absolute_url()).status_code == 200
        assert is_listed == is_there
        if is_listed:
            seen.add(name)
    assert seen == is_seen_by
    assert browser(nuria).get(made.get_absolute_url()).status_code == 200


def test_it_is_hidden_with_its_person(nuria, client):
    made = listing(nuria)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert client.get(made.get_absolute_url()).status_code == 200
    for hidden, shown in (
        ({"consent_until": yesterday}, {"consent_until": timezone.localdate()}),
        ({"hidden_at": timezone.now()}, {"hidden_at": None}),
    ):
        Person.objects.filter(user=nuria).update(**hidden)
        assert client.get(made.get_absolute_url()).status_code == 404
        assert made.identifier not in client.get("/en/exchange/").text
        Person.objects.filter(user=nuria).update(**shown)
        assert client.get(made.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("who_blocks", ["owner", "reader"])
def test_a_block_keeps_it_away_everywhere(nuria, omar, who_blocks):
    seek, offer = listing(nuria), listing(omar, "offer")
    assert [each.listing for each in find_matches(seek, viewer=nuria)] == [offer]
    pair = (omar, nuria) if who_blocks == "owner" else (nuria, omar)
    block_member(pair[0], by=pair[1])
    theirs = browser(omar)
    assert theirs.get(seek.get_absolute_url()).status_code == 404
    assert seek.identifier not in theirs.get("/en/exchange/").text
    assert theirs.post(f"/en/exchange/{seek.identifier}/write/", {"text": "Hi"}).status_code == 404
    with pytest.raises(NotAllowedError):
        actions.answer_listing(seek, by=omar, text="Hi")
    assert find_matches(seek, viewer=nuria) == []
    assert find_matches(offer, viewer=omar) == []
    Mail.objects.all().delete()
    actions.change_listing(offer, values("offer"), by=omar)
    assert not Mail.objects.filter(kind="exchange.match").exists()


def test_what_fits_is_found_and_nothing_else(nuria):
    seek = listing(nuria, languages=["ar"])
    names = {}

    def offered(name: str, side: str = "offer", kind: str = "PAR", **fields: object) -> None:
        person = fields.pop("person", {})
        names[name] = listing(member(name, **person), side, kind, title=name, **fields)

    offered("Best", languages=["ar"])
    offered("Theme only", place="FR")
    offered("Place only", themes=["LAN"])
    offered("Anywhere", place=None)
    offered("Nothing", themes=["LAN"], place="FR")
    offered("Other kind", kind="VIS")
    offered("Also seeks", side="seek")
    offered("Other language", language="fr")
    offered("Away", person={"availability": "paused"})
    found = find_matches(seek, viewer=nuria)
    assert [each.listing.title for each in found] == ["Best", "Anywhere", "Theme only",
                                                      "Place only"]  # fmt: skip
    assert found[0].why == (
        "Offers what you seek: Partner",
        "The same theme: Housing and neighbourhoods",
        "The same place or near it: Germany",
        "You can work in: English, Arabic",
        "Can be asked at present",
    )
    assert all(len(each.why) > 2 for each in found)
    page = browser(nuria).get(seek.get_absolute_url()).text
    assert "The same place or near it: Germany" in page
    assert "What fits" not in Client().get(seek.get_absolute_url()).text


def test_a_reason_tells_nothing_that_its_person_does_not_show(nuria):
    listing(member("Private", visibility={"availability": "PRIVATE"}), "offer")
    (found,) = find_matches(listing(nuria), viewer=nuria)
    assert "Can be asked at present" not in found.why


def test_who_waits_is_told_of_a_new_one_once(nuria, omar):
    seek = listing(nuria)
    offer = listing(omar, "offer", title="Four rooms")
    mail = Mail.objects.get(kind="exchange.match")
    assert (mail.user, mail.context["other"], mail.context["path"]) == (
        nuria, "Four rooms", seek.get_absolute_url(),
    )  # fmt: skip
    actions.change_listing(offer, values("offer", title="Five rooms"), by=omar)
    assert Mail.objects.filter(kind="exchange.match").count() == 1


def test_writing_goes_through_the_relay(nuria, omar):
    made = listing(nuria)
    theirs = browser(omar)
    address = f"/en/exchange/{made.identifier}/write/"
    assert theirs.post(address, {"text": ""}).status_code == 422
    assert theirs.post(address, {"text": "x" * 3000}).status_code == 422
    assert theirs.post(address, {"text": "We are there."}).status_code == 302
    message = Message.objects.get()
    assert (message.sender, message.recipient) == (omar, nuria)
    assert message.text == "“A seek”\n\nWe are there."
    assert nuria.email not in theirs.get(made.get_absolute_url()).text
    Person.objects.filter(user=nuria).update(questions_a_month=0)
    with pytest.raises(NoMoreQuestionsError):
        actions.answer_listing(made, by=omar, text="Again")
    assert "as often this month" in theirs.get(made.get_absolute_url()).text
    Person.objects.filter(user=nuria).update(questions_a_month=60)
    for _each in range(2):
        actions.answer_listing(made, by=omar, text="Again")
    with pytest.raises(LimitReachedError):
        actions.answer_listing(made, by=omar, text="Once more")


def test_members_write_for_their_organization(nuria, client):
    office = organization("City of Valdemora")
    person = Person.objects.get(user=nuria)
    work = Affiliation.objects.create(person=person, organization=office)
    with pytest.raises(NotAllowedError):
        actions.post_listing(values(organization=office), by=nuria)
    Affiliation.objects.filter(pk=work.pk).update(confirmed_at=timezone.now())
    ours = browser(nuria)
    assert "City of Valdemora" in ours.get("/en/exchange/new/").text
    made = listing(nuria, organization=office)
    assert "City of Valdemora" in client.get(made.get_absolute_url()).text
    assert "City of Valdemora" in client.get("/en/exchange/").text
    Affiliation.objects.filter(pk=work.pk).update(until=2000)
    with pytest.raises(NotAllowedError):
        actions.change_listing(made, values(organization=office), by=nuria)


def test_the_team_of_an_organization_writes_for_it_once_it_is_accepted(nuria):
    office = organization("City of Valdemora")
    place = TeamMember.objects.create(organization=office, user=nuria)
    with pytest.raises(NotAllowedError):
        actions.post_listing(values(organization=office), by=nuria)
    TeamMember.objects.filter(pk=place.pk).update(state="active")
    assert actions.post_listing(values(organization=office), by=nuria).organization == office


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(nuria):
    ours = browser(nuria)
    given = {
        "side": "seek", "kind": "TWI", "title": "A city like ours", "text": "Kept words.",
        "language": "en", "themes": [concept("TH", code).pk for code in ("HOU", "LAN", "EMP")],
        "until": "2020-01-01", "readers": "all",
    }  # fmt: skip
    answer = ours.post("/en/exchange/new/", given)
    assert answer.status_code == 422
    assert "Choose your city" in answer.text
    assert "Kept words." in answer.text
    late = ours.post("/en/exchange/new/", {**given, "kind": "PAR"})
    assert "within the next twelve months" in late.text
    assert 'href="#id_until"' in late.text
    far = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert ours.post("/en/exchange/new/", {**given, "kind": "PAR", "until": far}).status_code == 302
    huge = ours.post("/en/exchange/new/", {**given, "text": "x" * 5000})
    assert huge.status_code == 422


def test_closing_and_opening_again(nuria, client):
    made = listing(nuria)
    ours = browser(nuria)
    ours.post(f"/en/exchange/{made.identifier}/close/")
    assert client.get(made.get_absolute_url()).status_code == 404
    assert actions.change_listing(made, values(), by=nuria).state == "open"
    assert client.get(made.get_absolute_url()).status_code == 200


def test_nobody_fills_the_list_alone(nuria):
    for _each in range(actions.MOST_OPEN):
        listing(nuria)
    with pytest.raises(ExchangeError):
        actions.post_listing(values(), by=nuria)


def test_the_list_is_narrowed_by_its_facets(nuria, client):
    listing(nuria, title="Seek in Germany", themes=["HOU.SEG"])
    listing(nuria, "offer", "VIS", title="Visit to Paris", place="FR-paris", themes=["LAN"],
            languages=["fr"])  # fmt: skip

    def titles(query: str) -> set[str]:
        page = client.get(f"/en/exchange/?{query}").text
        return {each for each in ("Seek in Germany", "Visit to Paris") if each in page}

    assert titles("") == {"Seek in Germany", "Visit to Paris"}
    assert titles("side=seek") == {"Seek in Germany"}
    assert titles("kind=VIS") == {"Visit to Paris"}
    assert titles("theme=HOU") == {"Seek in Germany"}
    assert titles("country=FR") == {"Visit to Paris"}
    assert titles("language=fr") == {"Visit to Paris"}
    assert titles("theme=HOU&theme=LAN") == {"Seek in Germany", "Visit to Paris"}
    assert titles("q=paris") == {"Visit to Paris"}
    assert titles("kind=NONE&theme=zz&country=&language=xx") == set()
    assert client.get("/en/exchange/?page=9").status_code == 404


def test_the_list_costs_the_same_with_one_and_three_rows(nuria, client):
    listing(nuria)
    client.get("/en/exchange/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/en/exchange/").status_code == 200
        return len(asked)

    one = cost()
    for name in ("Three", "Four"):
        listing(member(name), organization=None)
    assert cost() == one


def test_what_is_kept_can_be_taken_away_and_erased(nuria):
    made = listing(nuria)
    entry = next(each for each in registered() if each.model is Listing)
    (row,) = entry.export(nuria)
    assert (row["title"], row["kind__code"]) == ("A seek", "PAR")
    entry.erase(nuria, Fate.ANONYMIZE)
    assert not Listing.objects.filter(pk=made.pk).exists()


def test_a_reported_one_is_left_or_taken_away(nuria, omar, client):
    made = listing(nuria)
    theirs, editor = browser(omar), browser(desk_editor())
    address = f"/en/exchange/{made.identifier}/report/"
    assert address in theirs.get(made.get_absolute_url()).text
    assert theirs.post(address, {"reason": ""}).status_code == 422
    for _each in range(2):
        theirs.post(address, {"reason": "It sells something."})
    assert ListingReport.objects.count() == 1
    desk = f"/en/desk/moderation/exchange/{made.identifier}/"
    assert "A seek" in editor.get("/en/desk/moderation/all/").text
    assert "It sells something." in editor.get(desk).text
    assert "It sells something." not in browser(nuria).get(made.get_absolute_url()).text
    editor.post(desk, {"act": "pass"})
    assert made.identifier not in editor.get("/en/desk/moderation/all/").text
    assert client.get(made.get_absolute_url()).status_code == 200
    theirs.post(address, {"reason": "It does."})
    editor.post(desk, {"act": "decline", "reason": "It is advertising."})
    assert client.get(made.get_absolute_url()).status_code == 404
    assert not ListingReport.objects.filter(closed_at=None).exists()
    assert client.get(address).status_code == 302
    told = Mail.objects.filter(user=omar, kind="network.decision").order_by("pk")
    assert [(each.context["about"], each.context["is_upheld"]) for each in told] == [
        (made.title, False), (made.title, True),
    ]  # fmt: skip


def test_an_appeal_is_answered_by_somebody_else(nuria, client):
    made, first, second = listing(nuria), desk_editor(), desk_editor("second@example.org")
    actions.decide_listing(made, is_passed=False, reason="Advertising.", by=first)
    ours = browser(nuria)
    address = f"/en/exchange/{made.identifier}/report/"
    assert address in ours.get(made.get_absolute_url()).text
    ours.post(address, {"reason": "It costs nothing."})
    assert ours.post(address, {"reason": "Once more."}).status_code == 422
    assert "It costs nothing." not in browser(first).get("/en/desk/moderation/all/").text
    assert "It costs nothing." in browser(second).get("/en/desk/moderation/all/").text
    made.refresh_from_db()
    with pytest.raises(NotAllowedError):
        actions.decide_listing(made, is_passed=True, reason="", by=first)
    actions.decide_listing(made, is_passed=True, reason="", by=second)
    assert client.get(made.get_absolute_url()).status_code == 200
    made.refresh_from_db()
    assert made.appeal_answered_at is not None


def test_a_stranger_may_neither_report_what_they_do_not_see_nor_appeal(nuria, omar):
    made = listing(nuria)
    for act in (
        lambda: report_listing(made, text="Mine", by=nuria),
        lambda: appeal_listing(made, text="Not mine", by=omar),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(ExchangeError):
        appeal_listing(made, text="It is open", by=nuria)
    block_member(omar, by=nuria)
    with pytest.raises(NotAllowedError):
        report_listing(made, text="Look", by=omar)
