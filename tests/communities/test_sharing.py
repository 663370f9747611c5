"""Communities collect records, publish what they learned, and tell their members once a week."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.communities.actions import sharing
from tessera.communities.actions.announcing import cancel_event
from tessera.communities.models import Community, CommunityEvent, CommunityRecord, Membership
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import block_member
from tessera.notifications.actions import stop_mail
from tessera.notifications.delivery import deliver_mails
from tessera.notifications.models import Mail
from tests.factories.accounts import browser
from tests.factories.catalogue import record
from tests.factories.communities import (
    community,
    discussion,
    event,
    member,
    past_event,
    person,
    post,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def leyla():
    return person("Leyla Haddad")


def test_members_put_public_records_on_the_shelf(client, leyla):
    circle, thing = community(focal=leyla), record("Language cafés in Cologne")
    shelf = f"{circle.get_absolute_url()}records/"
    ours = browser(leyla)
    assert ours.post(shelf, {"address": "0000-0000"}).status_code == 422
    address = f"https://example.org{thing.get_absolute_url()}"
    for _twice in range(2):
        ours.post(shelf, {"address": address, "note": "Our model."})
    page = client.get(shelf).text
    assert page.count("Language cafés in Cologne") == 1
    assert "Our model." in page
    stranger = person("Omar Aziz")
    row = CommunityRecord.objects.get()
    browser(stranger).post(f"{shelf}{row.pk}/")
    with pytest.raises(NotAllowedError):
        sharing.add_record(circle, address=thing.identifier, note="", by=stranger)
    thing.live = False
    thing.save(update_fields=["live"])
    assert "Language cafés in Cologne" not in client.get(shelf).text
    ours.post(f"{shelf}{row.pk}/")
    assert not CommunityRecord.objects.exists()
    quiet = community("Quiet", focal=leyla, access="private")
    assert client.get(f"{quiet.get_absolute_url()}records/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_shelf_asks_no_more_for_more_rows(client, leyla, rows, django_assert_max_num_queries):
    circle = community(focal=leyla)
    for number in range(rows):
        thing = record(f"Record {number}")
        sharing.add_record(circle, address=thing.identifier, note="", by=leyla)
    with django_assert_max_num_queries(8):
        page = client.get(f"{circle.get_absolute_url()}records/").text
    assert page.count("<article") == rows


def test_what_was_learned_becomes_a_draft_by_who_may_say_so(leyla):
    circle = community(focal=leyla)
    nuria = member(circle, "Nuria Salcedo")
    told = post(discussion(circle, by=leyla), by=nuria, text="Pay from the first day.")
    draft = browser(leyla).post(f"{told.get_absolute_url()}publish/")["Location"]
    assert "Pay from the first day." in browser(leyla).get(draft, follow=True).text
    with pytest.raises(NotAllowedError):
        sharing.publish_out(told, by=person("Omar Aziz"))
    quiet = community("Quiet", focal=leyla, access="private")
    Membership.objects.create(community=quiet, user=nuria)
    secret = post(discussion(quiet, by=leyla), by=nuria, text="Between us.")
    with pytest.raises(NotAllowedError):
        sharing.publish_out(secret, by=leyla)
    answer = browser(nuria).post(f"{secret.get_absolute_url()}publish/")
    own = browser(nuria).get(answer["Location"], follow=True).text
    assert "Between us." in own
    assert "Paying interpreters" not in own


def test_the_digest_comes_once_a_week_to_members_who_want_it(leyla, mailoutbox):
    circle, quiet = community(focal=leyla), community("Quiet", focal=leyla, access="private")
    nuria = member(circle, "Nuria Salcedo")
    talk = discussion(circle, by=leyla)
    long_ago = timezone.now() - timedelta(days=9)
    Membership.objects.update(created_at=long_ago)
    assert sharing.send_digests() == 1
    assert sharing.send_digests() == 0
    mail = Mail.objects.get(kind="communities.digest")
    assert (mail.user, mail.context["items"][0]["title"]) == (leyla, talk.title)
    deliver_mails()
    assert talk.title in mailoutbox[-1].body
    assert talk.get_absolute_url() in mailoutbox[-1].alternatives[0][0]
    Membership.objects.filter(user=nuria).update(wants_digest=True)
    discussion(quiet, by=leyla)
    assert sharing.send_digests() == 2
    assert {each.context["community"] for each in Mail.objects.filter(user=nuria)} == {
        "Welcome desks"
    }
    Membership.objects.update(digest_at=long_ago)
    Community.objects.update(state="closed")
    assert sharing.send_digests() == 0


def test_the_digest_names_the_events_ahead(leyla, mailoutbox):
    circle, now = community(focal=leyla), timezone.now()
    Membership.objects.update(created_at=now - timedelta(days=9))
    event(circle, by=leyla, title="Next year", starts_at=now + timedelta(days=300))
    soon = event(circle, by=leyla, title="Study visit", starts_at=now + timedelta(days=20))
    off = event(circle, by=leyla, title="Webinar", starts_at=now + timedelta(days=21))
    cancel_event(off, reason="No room.", by=leyla)
    past_event(circle, by=leyla)
    assert (sharing.send_digests(), sharing.send_digests()) == (1, 0)
    deliver_mails()
    body = mailoutbox[-1].body
    assert body.index("Study visit") < body.index("Webinar") < body.index("Cancelled")
    assert f"{soon.starts_at.astimezone(soon.zone):%H:%M} (Madrid" in body
    assert soon.get_absolute_url() in mailoutbox[-1].alternatives[0][0]
    for words in ("Next year", "Long ago", "This was talked about"):
        assert words not in body


@pytest.mark.parametrize(("days", "mails"), [(6, 1), (20, 0)])
def test_a_quiet_community_sends_a_digest_in_the_week_before_an_event(leyla, days, mails):
    circle, now = community(focal=leyla), timezone.now()
    event(circle, by=leyla, starts_at=now + timedelta(days=days))
    long_ago = now - timedelta(days=30)
    CommunityEvent.objects.update(published_at=long_ago)
    Community.objects.update(updated_at=long_ago)
    Membership.objects.update(created_at=long_ago)
    assert sharing.send_digests() == mails


def test_the_digest_leaves_out_what_was_begun_by_whom_a_block_keeps_away(leyla):
    circle = community(focal=leyla)
    nuria, omar = member(circle, "Nuria Salcedo"), member(circle, "Omar Aziz")
    Membership.objects.update(created_at=timezone.now() - timedelta(days=9), wants_digest=True)
    discussion(circle, by=leyla)
    block_member(leyla, by=nuria)
    assert sharing.send_digests() == 2
    assert {each.user for each in Mail.objects.filter(kind="communities.digest")} == {leyla, omar}


def test_the_digest_leaves_out_events_of_whom_a_block_keeps_away(leyla):
    circle = community(focal=leyla)
    nuria, omar = member(circle, "Nuria Salcedo"), member(circle, "Omar Aziz")
    Membership.objects.update(created_at=timezone.now() - timedelta(days=9), wants_digest=True)
    discussion(circle, by=leyla)
    event(circle, by=omar, title="Open house")
    block_member(omar, by=nuria)
    sharing.send_digests()
    mails = {row.user: row.context for row in Mail.objects.filter(kind="communities.digest")}
    told = {user: [each["title"] for each in mail["events"]] for user, mail in mails.items()}
    assert told == {leyla: ["Open house"], nuria: [], omar: ["Open house"]}
    assert all("author" not in each for each in mails[leyla]["events"])


def test_who_asks_for_the_digest_gets_it_although_they_stopped_such_mails(leyla):
    circle = community(focal=leyla)
    nuria = member(circle, "Nuria Salcedo")
    stop_mail(address=nuria.email, kind="communities.digest")
    browser(nuria).post(f"{circle.get_absolute_url()}digest/", {"wanted": "yes"})
    Membership.objects.update(created_at=timezone.now() - timedelta(days=9))
    discussion(circle, by=leyla)
    sharing.send_digests()
    assert Mail.objects.filter(kind="communities.digest", user=nuria).exists()
