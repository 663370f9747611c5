"""Two sites of this kind show each other's records, and a home that is gone is not forgotten."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.accounts.models import User
from tessera.catalogue.models import Record, RecordText
from tessera.interop.friends import actions, adopting
from tessera.interop.friends.hello import SENTENCES, StrangerError, home_of, read_hello
from tessera.interop.friends.looking import look_at_sites
from tessera.interop.harvesting.actions import HarvestStateError, undo
from tessera.interop.models import Friend, HarvestItem, HarvestLink, HarvestRun, Source
from tessera.lib.errors import NotAllowedError
from tessera.lib.identifiers import identifier_for
from tessera.notifications.models import Mail
from tests.factories import catalogue as make
from tests.factories import harvests
from tests.factories.accounts import administrator, desk_editor, stranger
from tests.interop.playing import Answer, Site, deleted, playing, tessera

pytestmark = pytest.mark.django_db
FIRST, SECOND = identifier_for("friends/1"), identifier_for("friends/2")


@pytest.fixture
def other(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        server.answering = server.site = Site(home=server.base)
        server.site.records = [
            tessera(server.base, FIRST, "Neighbours meet", fr="Des voisins se rencontrent"),
            tessera(server.base, SECOND, "Mentors for newcomers"),
        ]
        yield server


@pytest.fixture
def editor():
    browser = Client()
    browser.force_login(desk_editor())
    return browser


@pytest.fixture
def admin():
    return administrator()


@pytest.fixture
def friend(other):
    made = actions.befriend(other.base, by=SYSTEM)
    harvests.work(HarvestRun.objects.get())
    made.refresh_from_db()
    return made


def title(identifier: str, language: str = "en") -> str:
    return RecordText.objects.get(record__identifier=identifier, language=language).title


def silent_for(friend: Friend, days: int) -> None:
    since = timezone.now() - timedelta(days=days)
    Source.objects.filter(pk=friend.source_id).update(failing_since=since)
    friend.refresh_from_db()


# Saying who we are


def test_every_site_says_who_it_is(client, settings):
    answer = client.get("/.well-known/tessera")
    said = answer.json()
    assert (said["software"], said["interface"], said["home"]) == ("Tessera", 1, settings.BASE_URL)
    assert said["oai"] == f"{settings.BASE_URL}/oai"
    assert said["friends"] == f"{settings.BASE_URL}/.well-known/tessera/friends"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("https://site.example/fr/records/?q=1", "https://site.example"),
        ("site.example", "https://site.example"),
        (" HTTPS://Site.Example:8443/x ", "https://site.example:8443"),
    ],
)
def test_any_address_of_a_site_will_do(typed, home):
    assert home_of(typed) == home


@pytest.mark.parametrize(
    "typed",
    ["", "ftp://site.example", "javascript:alert(1)", "https://user@site.example/", "https://[::1",
     "https://" + "x" * 300 + ".example", "https:///path", "https://a b.example/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(StrangerError) as error:
        home_of(typed)
    assert error.value.code == "address"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("<html>", "stranger"),
        ("[" * 100_000, "stranger"),
        ("{}", "stranger"),
        ({"software": "Other"}, "stranger"),
        ({"name": 7}, "stranger"),
        ({"interface": 99}, "newer"),
        ({"interface": "1"}, "stranger"),
        ({"home": "https://elsewhere.example"}, "other-home"),
        ({"oai": "https://elsewhere.example/oai"}, "stranger"),
        ({"friends": "https://elsewhere.example/friends"}, "stranger"),
        ("x" * 90_000, "stranger"),
    ],
)
def test_a_site_that_says_odd_things_is_no_friend(other, said, code):
    body = said if isinstance(said, str) else json.dumps({**other.site.hello, **said})
    other.answering = lambda path, query, headers: Answer(body)
    with pytest.raises(StrangerError) as error:
        read_hello(other.base)
    assert error.value.code == code


def test_a_site_that_leads_to_a_private_address_is_not_followed(other, settings):
    settings.FETCH_LOOPBACK_ALLOWED = False
    with pytest.raises(StrangerError) as error:
        read_hello(other.base)
    assert (error.value.code, other.asked) == ("address", [])


# Becoming friends


def test_one_click_makes_friends_and_the_records_come(other, editor):
    answer = editor.post(
        "/en/desk/sources/friends/",
        {"do": "new", "address": f"{other.base}/fr/", "is_published": "on"},
    )
    assert answer.status_code == 302
    harvests.work(HarvestRun.objects.get())
    record = Record.objects.get(identifier=FIRST)
    assert (record.live, record.home) == (True, f"{other.base}/id/{FIRST}")
    assert title(FIRST, "fr") == "Des voisins se rencontrent"
    page = editor.get("/en/desk/sources/friends/").content.decode()
    assert "The Other Site" in page
    assert "2 records" in page


def test_a_record_keeps_its_home_in_every_form(other, friend, client):
    home = f"{other.base}/id/{FIRST}"
    page = client.get(Record.objects.get(identifier=FIRST).get_absolute_url()).content.decode()
    assert f'<link rel="canonical" href="{home}">' in page
    assert "This record is at home at The Other Site." in page
    linked = client.get(f"/id/{FIRST}?format=jsonld").json()
    assert linked["@id"] == home
    assert client.get(f"/id/{FIRST}").status_code == 303
    listed = client.get("/oai?verb=ListRecords&metadataPrefix=tessera").content.decode()
    assert f'uri="{home}"' in listed
    assert f"<baseURL>{other.base}/oai</baseURL>" in listed
    assert f"<identifier>oai:there:{FIRST}</identifier>" in listed


def test_what_is_at_home_here_or_at_a_third_site_is_not_taken(other, settings):
    own, second = make.record("Our own"), make.record("Our second")
    other.site.records = [
        tessera(settings.BASE_URL, own.identifier, "Our own, come back"),
        tessera("https://third.example", FIRST, "From a third site"),
        tessera(other.base, second.identifier, "It says that ours is its own"),
    ]
    actions.befriend(other.base, by=SYSTEM)
    run = harvests.work(HarvestRun.objects.get())
    assert run.counts == {"own": 3}
    said = {item.said[0][0] for item in HarvestItem.objects.filter(run=run)}
    assert said == {"home-here", "home-elsewhere", "same-id"}
    assert (title(own.identifier), title(second.identifier)) == ("Our own", "Our second")


def test_changes_and_withdrawals_at_home_follow(other, friend):
    other.site.records = [
        tessera(other.base, FIRST, "Neighbours meet every week"),
        deleted(f"oai:there:{SECOND}"),
    ]
    harvests.harvested(friend.source)
    assert title(FIRST) == "Neighbours meet every week"
    assert Record.objects.get(identifier=SECOND).is_withdrawn


def test_a_site_is_befriended_once(other, friend):
    again = actions.befriend(f"{other.base}/en/", by=SYSTEM)
    assert again.pk == friend.pk
    assert (Friend.objects.count(), Source.objects.count()) == (1, 1)


def test_identify_names_friends(friend, client, other):
    assert f"<baseURL>{other.base}/oai</baseURL>" in client.get("/oai?verb=Identify").text


@pytest.mark.parametrize(
    ("address", "code"), [("http://127.0.0.1:1/", "silent"), ("not an address", "address")]
)
def test_what_cannot_be_a_friend_is_said_at_the_field_and_kept(editor, settings, address, code):
    settings.FETCH_LOOPBACK_ALLOWED = True
    answer = editor.post("/en/desk/sources/friends/", {"do": "new", "address": address})
    assert answer.status_code == 422
    assert str(SENTENCES[code]) in answer.content.decode()
    assert f'value="{address}"' in answer.content.decode()
    assert Friend.objects.count() == 0


def test_nobody_befriends_the_own_site(editor, settings):
    answer = editor.post("/en/desk/sources/friends/", {"do": "new", "address": settings.BASE_URL})
    assert str(SENTENCES["ourselves"]) in answer.content.decode()


def test_members_may_not_make_friends(other):
    somebody, member = stranger(), Client()
    member.force_login(somebody)
    assert member.get("/en/desk/sources/friends/").status_code == 403
    assert member.post("/en/desk/sources/friends/", {"do": "new"}).status_code == 403
    with pytest.raises(NotAllowedError):
        actions.befriend(other.base, by=somebody)
    assert other.asked == []


# Telling and hearing


def hear(client, home, **more):
    body = json.dumps({"home": home})
    return client.post(
        "/.well-known/tessera/friends", body, content_type="application/json", **more
    )


def test_a_friend_is_told_and_told_again_until_it_hears(other, friend):
    other.site.status = 503
    assert actions.tell_friends() == 0
    friend.refresh_from_db()
    assert (friend.tries, friend.told_at) == (1, None)
    assert actions.tell_friends() == 0  # not before its time
    other.site.status = 202
    assert actions.tell_friends(timezone.now() + timedelta(days=1)) == 1
    friend.refresh_from_db()
    assert friend.told_at
    assert friend.tell_at is None
    assert actions.tell_friends(timezone.now() + timedelta(days=90)) == 0


def test_a_friend_that_never_hears_is_left(other, friend):
    other.site.status = 503
    for day in range(0, 900, 30):
        actions.tell_friends(timezone.now() + timedelta(days=day))
    friend.refresh_from_db()
    assert (friend.tries, friend.tell_at, friend.told_at) == (6, None, None)


PAGE = "/en/desk/sources/friends/"


def test_who_says_so_and_shows_our_records_waits_for_an_editor(client, editor, other, settings):
    other.site.shows = [settings.BASE_URL]
    assert hear(client, other.base).json() == {"state": "waiting"}
    assert other.asked == []  # nothing is asked while somebody waits for an answer
    assert other.base not in editor.get(PAGE).content.decode()
    assert look_at_sites() == 1
    text = editor.get(PAGE).content.decode()
    assert "Look at the site before you answer in kind." in text
    assert "The Other Site" in text
    assert "desk@other.example" in text
    asking = Friend.objects.get()
    editor.post(PAGE, {"do": "befriend", "friend": asking.pk})
    asking.refresh_from_db()
    assert (asking.state, asking.name) == ("friends", "The Other Site")
    assert hear(client, other.base).json() == {"state": "friends"}
    assert "It shows our records, too." in editor.get(PAGE).content.decode()


def mails() -> list[tuple[str, str, bool]]:
    rows = Mail.objects.filter(kind="interop.friend").order_by("pk")
    return [(row.user.email, row.context["home"], row.context["is_back"]) for row in rows]


def test_those_who_can_answer_are_told_once_that_a_site_asks(
    client, editor, admin, other, settings
):
    second = desk_editor("second@example.org")
    User.objects.filter(pk=second.pk).update(language="fr")
    stranger()
    hear(client, other.base)
    look_at_sites()
    assert mails() == []  # its own document does not say so yet
    other.site.shows = [settings.BASE_URL]
    for day in range(1, 5):
        hear(client, other.base)
        look_at_sites(timezone.now() + timedelta(days=day / 4))
    assert sorted(mails()) == sorted(
        (email, other.base, False) for email in (admin.email, second.email, "desk@example.org")
    )
    mail = Mail.objects.get(user=second, kind="interop.friend")
    assert mail.context["path"] == "/fr/desk/sources/friends/"
    assert "The Other Site" in mail.context["name"]
    assert "1 site asks to be friends" in editor.get("/en/desk/sources/").text
    actions.decline(Friend.objects.get(), by=SYSTEM)
    assert "to be friends" not in editor.get("/en/desk/sources/").text


def test_who_is_said_to_ask_and_does_not_never_appears(client, editor, other):
    other.site.shows = ["https://third.example", 7]
    hear(client, other.base)
    look_at_sites()
    hear(client, "http://10.0.0.1")
    look_at_sites()
    assert "asks to be friends" not in editor.get(PAGE).content.decode()
    look_at_sites(timezone.now() + timedelta(days=3))
    assert not Friend.objects.exists()


def test_a_site_is_asked_once_a_day(client, other):
    hear(client, other.base)
    assert [look_at_sites(), look_at_sites()] == [1, 0]
    assert look_at_sites(timezone.now() + timedelta(days=1, minutes=1)) == 1


def test_our_own_document_names_whose_records_we_show(client, friend, editor, other):
    assert client.get("/.well-known/tessera").json()["shows"] == [other.base]
    editor.post(PAGE, {"do": "part", "friend": friend.pk})
    assert client.get("/.well-known/tessera").json()["shows"] == []


def test_a_friend_that_shows_our_records_no_more_is_no_longer_said_to(
    friend, editor, other, settings
):
    for shows, is_said in (([settings.BASE_URL], True), ([], False)):
        other.site.shows = shows
        look_at_sites(timezone.now() + timedelta(days=2))
        Friend.objects.update(look_at=timezone.now())
        assert ("It shows our records, too." in editor.get(PAGE).content.decode()) == is_said


def test_huge_and_odd_values_of_a_document_are_cut(other):
    other.site.shows = ["x"] * 5_000
    assert len(read_hello(other.base).shows) == 1
    body = json.dumps({**other.site.hello, "shows": 7, "contact": "a\u202e\n" * 900})
    other.answering = lambda path, query, headers: Answer(body)
    hello = read_hello(other.base)
    assert (hello.shows, hello.contact) == (frozenset(), ("a " * 200)[: len(hello.contact)])


def test_a_request_left_unanswered_stays_so(client, editor):
    hear(client, "https://site.example")
    asking = Friend.objects.get()
    for _time in range(2):
        answer = editor.post("/en/desk/sources/friends/", {"do": "decline", "friend": asking.pk})
    assert answer.status_code == 409
    hear(client, "https://site.example")
    asking.refresh_from_db()
    assert asking.state == "declined"


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"home": 7}', '{"home": "nothing at all"}', "[" * 1500, "x" * 5000]
)
def test_messages_that_say_nothing_are_refused(client, body):
    answer = client.post("/.well-known/tessera/friends", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert Friend.objects.count() == 0


def test_messages_are_few(client):
    answers = [hear(client, f"https://site{n}.example").status_code for n in range(11)]
    assert answers == [202] * 10 + [429]


def test_many_who_ask_do_not_fill_the_page(client, monkeypatch):
    monkeypatch.setattr(actions, "MOST_ASKING", 2)
    answers = [hear(client, f"https://site{n}.example").status_code for n in range(3)]
    assert answers == [202, 202, 422]


# Parting, and adoption


def test_after_parting_nothing_more_comes(other, friend, editor):
    editor.post("/en/desk/sources/friends/", {"do": "part", "friend": friend.pk})
    friend.refresh_from_db()
    assert (friend.state, friend.source.is_active) == ("ended", False)
    assert Record.objects.get(identifier=FIRST).home == f"{other.base}/id/{FIRST}"


def test_a_home_that_is_gone_is_adopted_with_its_credit(other, friend, admin, client):
    silent_for(friend, 31)
    other.site.status = 503
    assert adopting.adopt(friend, by=admin) == 2
    record = Record.objects.get(identifier=FIRST)
    assert (record.home, record.live) == ("", True)
    page = client.get(record.get_absolute_url()).content.decode()
    assert "First published by The Other Site, which is no longer there." in page
    assert f"{other.base}/id/{FIRST}" in page
    assert "Adopted on " in page
    assert client.get(f"/id/{FIRST}?format=jsonld").json()["@id"].endswith(f"/id/{FIRST}")
    listed = client.get("/oai?verb=ListRecords&metadataPrefix=tessera").content.decode()
    assert f'uri="{other.base}' not in listed
    friend.refresh_from_db()
    assert (friend.state, friend.source.is_active) == ("adopted", False)


@pytest.mark.parametrize(("days", "status"), [(29, 503), (31, 200)])
def test_a_home_is_not_adopted_too_early_or_while_it_answers(other, friend, admin, days, status):
    silent_for(friend, days)
    other.site.status = status
    with pytest.raises(HarvestStateError):
        adopting.adopt(friend, by=admin)
    assert Record.objects.exclude(home="").count() == 2


def test_only_administrators_adopt(other, friend, editor):
    silent_for(friend, 31)
    other.site.status = 503
    assert "Adopt its records" not in editor.get("/en/desk/sources/friends/").content.decode()
    answer = editor.post("/en/desk/sources/friends/", {"do": "adopt", "friend": friend.pk})
    assert answer.status_code == 409
    assert HarvestLink.objects.filter(state="adopted").count() == 0


def test_a_home_that_comes_back_gets_its_records_back_and_edits_stay(other, friend, admin):
    silent_for(friend, 31)
    other.site.status = 503
    browser = Client()
    browser.force_login(admin)
    browser.post("/en/desk/sources/friends/", {"do": "adopt", "friend": friend.pk})
    record = Record.objects.get(identifier=FIRST)
    make.publish_again(record, title="Neighbours meet, as we know it")
    refused = browser.post("/en/desk/sources/friends/", {"do": "give_back", "friend": friend.pk})
    assert refused.status_code == 409
    other.site.status = 200
    other.site.records[0] = tessera(other.base, FIRST, "Neighbours met")
    browser.post("/en/desk/sources/friends/", {"do": "give_back", "friend": friend.pk})
    harvests.work(HarvestRun.objects.order_by("pk").last())
    record = Record.objects.get(identifier=FIRST)
    assert record.home == f"{other.base}/id/{FIRST}"
    assert title(FIRST) == "Neighbours meet, as we know it"
    assert HarvestLink.objects.get(record=record).state == "proposed"
    assert HarvestLink.objects.get(record__identifier=SECOND).state == "followed"


def test_the_page_asks_no_more_for_more_friends(friend, editor):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            editor.get("/en/desk/sources/friends/")
        return len(queries)

    asked()
    one = asked()
    for number in range(4):
        source = harvests.source(f"https://s{number}.example/oai", is_friend=True)
        Friend.objects.create(home=f"https://s{number}.example", state="friends", source=source)
    assert asked() == one


def test_a_home_that_answers_again_is_said_to(other, friend, admin):
    silent_for(friend, 31)
    other.site.status = 503
    adopting.adopt(friend, by=admin)
    browser = Client()
    browser.force_login(admin)
    look_at_sites(timezone.now() + timedelta(days=2))
    assert "It answers again since" not in browser.get(PAGE).content.decode()
    other.site.status = 200
    look_at_sites(timezone.now() + timedelta(days=4))
    assert "It answers again since" in browser.get(PAGE).content.decode()
    assert mails() == [(admin.email, other.base, True)]
    assert Record.objects.get(identifier=FIRST).home == ""  # until somebody gives it back


def test_adopted_records_stay_when_their_run_is_taken_back(other, friend, admin):
    silent_for(friend, 31)
    other.site.status = 503
    adopting.adopt(friend, by=admin)
    undo(HarvestRun.objects.get(), by=admin)
    harvests.work(HarvestRun.objects.get())
    assert Record.objects.filter(live=True).count() == 2
