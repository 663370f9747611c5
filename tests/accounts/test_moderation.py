"""One queue for moderators of all rooms, keeping a member from writing, and the numbers."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from tessera.accounts.actions.sanctions import (
    appeal_suspension,
    check_may_write,
    end_suspensions,
    lift_suspension,
    mute_user,
    suspend_user,
    uphold_suspension,
)
from tessera.accounts.actors import SYSTEM
from tessera.accounts.errors import AccountError
from tessera.accounts.models import Sanction
from tessera.communities.actions import asking, talking
from tessera.communities.actions.moderating import flag_post
from tessera.exchange.actions import listing as exchange
from tessera.lib.errors import NotAllowedError
from tessera.network.contact import answer_message, decide_report, report, write_to_person
from tessera.stewardship.corrections import suggest_correction
from tests.factories.accounts import administrator, browser, desk_editor
from tests.factories.catalogue import record
from tests.factories.communities import community, discussion, post
from tests.factories.communities import person as account
from tests.factories.exchange import listing, member, values
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
ALL = "/en/desk/moderation/all/"


@pytest.fixture
def editor():
    return desk_editor()


@pytest.fixture
def nuria():
    return member("Nuria Salcedo")


def test_what_waits_in_every_room_is_in_one_queue(editor, nuria):
    focal, omar = account("Focal"), member("Omar Aziz")
    of = community(focal=focal)
    writer = account("Leyla Haddad")
    of.memberships.create(user=writer)
    said = post(discussion(of, by=focal, text="Hello"), by=writer, text="An insult.")
    flag_post(said, reason="insult", text="Look at it.", by=omar)
    report(by=omar, reason="spam", text="Advertising a shop.", person=nuria.person)
    suggest_correction(record("Cafés"), reason="harmful", text="Names a child.", language="en",
                       by=omar)  # fmt: skip
    exchange.post_listing(values(title="My first"), by=nuria)
    asking.ask_peers(title="How?", text="We ask.", language="en", languages=[], place=None,
                     themes=[concept("TH", "LAN").pk], by=nuria)  # fmt: skip
    ours = browser(editor)
    page = ours.get(ALL).text
    for words in ("An insult.", "Advertising a shop.", "Names a child.", "My first", "We ask."):
        assert words in page
    only = ours.get(f"{ALL}?kind=listings").text
    assert "My first" in only
    assert "An insult." not in only
    theirs = browser(focal).get(ALL).text
    assert "An insult." in theirs
    assert "My first" not in theirs
    assert "Advertising a shop." not in theirs
    assert browser(omar).get(ALL).status_code == 403
    assert Client().get(ALL).status_code == 302


def test_nobody_finds_in_the_queue_what_is_about_themselves(editor, nuria):
    other = desk_editor("second@example.org")
    report(by=other, reason="spam", text="Look.", person=nuria.person)
    assert "Nuria Salcedo" not in browser(other).get(ALL).text
    assert "Nuria Salcedo" in browser(editor).get(ALL).text


def muted(person, by=SYSTEM, days: int = 7) -> Sanction:
    return mute_user(person, by=by, reason="Insults.", days=days)


def test_who_is_muted_reads_and_writes_nothing(nuria):
    omar, focal = member("Omar Aziz"), account("Focal")
    of = community(focal=focal)
    under = discussion(of, by=focal)
    of.memberships.create(user=nuria)
    thread = write_to_person(nuria.person, by=omar, text="A question")
    own = listing(nuria)
    mine = post(under, by=nuria)
    muted(nuria)
    same = {"language": "en", "is_markdown": False, "by": nuria}
    for write in (
        lambda: talking.reply(under, text="Hm", **same),
        lambda: talking.start_discussion(of, title="T", text="Hm", **same),
        lambda: talking.edit_post(mine, text="Hm", **same),
        lambda: asking.ask_peers(title="T", text="Hm", language="en", languages=[], themes=[],
                                 place=None, by=nuria),
        lambda: write_to_person(omar.person, by=nuria, text="Hm"),
        lambda: answer_message(thread, by=nuria, text="Hm"),
        lambda: exchange.post_listing(values(), by=nuria),
        lambda: exchange.change_listing(own, values(), by=nuria),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            write()
    ours = browser(nuria)
    assert ours.get(under.get_absolute_url()).status_code == 200
    answer = ours.post(f"/en/people/{omar.person.identifier}/write/", {"text": "Kept words"})
    assert answer.status_code == 422
    assert "cannot write until" in answer.text
    assert "Kept words" in answer.text


def test_a_mute_ends_at_its_time_and_never_lets_a_suspended_person_in(nuria):
    sanction = muted(nuria)
    suspended = suspend_user(nuria, by=SYSTEM, reason="More.", days=9)
    lift_suspension(sanction, by=SYSTEM)
    nuria.refresh_from_db()
    assert not nuria.is_active
    again = Sanction.objects.create(kind="mute", user=nuria, reason="x",
                                    until=timezone.now() + timedelta(days=3))  # fmt: skip
    lift_suspension(suspended, by=SYSTEM)
    nuria.refresh_from_db()
    assert nuria.is_active
    Sanction.objects.filter(pk=again.pk).update(until=timezone.now())
    check_may_write(nuria)
    assert end_suspensions() == 1
    again.refresh_from_db()
    assert again.lifted_at


def test_the_member_is_told_and_somebody_else_answers_the_appeal(
    nuria, editor, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        browser(editor).post(f"/en/desk/moderation/members/{nuria.pk}/",
                             {"reason": "Insults.", "days": 7})  # fmt: skip
    (letter,) = mail.outbox
    assert "Insults." in letter.body
    assert "write no posts" in letter.body
    sanction = Sanction.objects.get()
    path = letter.body[letter.body.index("/en/account/appeal/") :].split()[0]
    page = client.get(path).text
    assert "You cannot write for a time" in page
    client.post(path, {"text": "I quoted somebody."})
    sanction.refresh_from_db()
    assert sanction.appeal == "I quoted somebody."
    other = desk_editor("second@example.org")
    assert "I quoted somebody." not in browser(editor).get(ALL).text
    assert "I quoted somebody." in browser(other).get(ALL).text
    assert "Nuria Salcedo" in browser(other).get(ALL).text
    page = browser(editor).get(f"/en/desk/moderation/members/{nuria.pk}/").text
    assert "Somebody else has to decide about this" in page
    assert "Answer to the appeal" not in page
    with pytest.raises(NotAllowedError):
        lift_suspension(sanction, by=editor)
    address = f"/en/desk/moderation/members/{nuria.pk}/"
    assert browser(other).post(address, {"answer": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        browser(other).post(address, {"ends": "on", "answer": "You are right."})
    check_may_write(nuria)
    assert "You are right." in mail.outbox[-1].body


def test_who_mutes_reads_whom(nuria, editor):
    address = f"/en/desk/moderation/members/{nuria.pk}/"
    before = browser(editor).get(address).text
    assert "Nuria Salcedo" in before
    assert nuria.email not in before
    muted(nuria)
    assert "Nuria Salcedo" in browser(editor).get(address).text


@pytest.mark.parametrize(("reason", "days"), [("", 3), ("Why", 0), ("Why", 400)])
def test_a_mute_needs_reason_and_duration(nuria, reason, days):
    with pytest.raises(AccountError):
        mute_user(nuria, by=SYSTEM, reason=reason, days=days)


def test_a_stranger_may_not_mute(nuria, editor):
    omar, boss = member("Omar Aziz"), administrator()
    for act in (
        lambda: mute_user(nuria, by=omar, reason="No", days=3),
        lambda: mute_user(boss, by=editor, reason="No", days=3),
        lambda: mute_user(editor, by=editor, reason="No", days=3),
        lambda: mute_user(desk_editor("second@example.org"), by=editor, reason="No", days=3),
    ):
        with pytest.raises(NotAllowedError):
            act()
    sanction = muted(nuria)
    for act in (
        lambda: lift_suspension(sanction, by=omar),
        lambda: uphold_suspension(sanction, by=omar, answer="No"),
        lambda: appeal_suspension(sanction, by=omar, text="No"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(AccountError):
        muted(nuria)
    address = f"/en/desk/moderation/members/{nuria.pk}/"
    assert browser(omar).get(address).status_code == 403
    assert browser(editor).get(f"/en/desk/moderation/members/{boss.pk}/").status_code == 403


def test_the_numbers_name_nobody_and_keep_small_ones_back(client, editor, nuria):
    omar = member("Omar Aziz")
    found = report(by=omar, reason="spam", text="Look.", person=nuria.person)
    decide_report(found, is_upheld=False, answer="It is fine.", by=editor)
    page = client.get("/en/moderation/").text
    assert "Reported profiles and messages" in page
    assert "fewer than 5" in page
    assert "Nuria" not in page
    for number in range(5):
        muted(account(f"Person {number}"))
    assert ">5<" in client.get("/en/moderation/").text


def test_who_is_muted_finds_the_reason_and_the_appeal_on_the_page_of_the_account(nuria):
    assert "how to appeal" not in browser(nuria).get("/en/account/").text
    muted(nuria)
    page = browser(nuria).get("/en/account/").text
    [link] = re.findall(r'href="(/en/account/appeal/[^"]+)"', page)
    assert "Insults." in Client().get(link).text
