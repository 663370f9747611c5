"""Members show each other drafts: who reads them, where they appear, and what becomes of them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tessera.accounts.actions import ask_erasure, carry_out_erasure
from tessera.accounts.actors import SYSTEM
from tessera.accounts.personal_data import Fate, registered
from tessera.catalogue.actions import publish_record
from tessera.communities.actions import sharing, showing, writing_along
from tessera.communities.actions.moderating import approve_post, flag_post, hide_post
from tessera.communities.errors import CommunityStateError
from tessera.communities.models import (
    Community,
    CommunityRecord,
    Discussion,
    Membership,
    SharedDraft,
    WritingOffer,
)
from tessera.following.actions import follow
from tessera.following.events import notice_events
from tessera.following.models import Notice
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import block_member
from tessera.notifications.models import Mail
from tessera.review.actions import discard_draft, move_submission, save_draft, submit_submission
from tessera.review.models import CoAuthor
from tests.factories import accounts
from tests.factories import review as make
from tests.factories.accounts import browser
from tests.factories.communities import community, discussion, member, person, post

pytestmark = pytest.mark.django_db
TITLE = "Language cafés on Tuesdays"


@pytest.fixture
def draft(nuria):
    return make.draft(
        nuria, title=TITLE, what_is_done="Coffee and patience.", contact_mailbox="desk@example.org"
    )


@pytest.fixture
def row(circle, draft, nuria):
    return showing.share_draft(circle, identifier=draft.identifier, note="Is this clear?", by=nuria)


def pages(circle, row) -> list[str]:
    """Wherever a draft could be seen."""
    home = circle.get_absolute_url()
    return [home, f"{home}records/", f"{home}drafts/", row.get_absolute_url()]


def shows(who: Client, paths: list[str]) -> list[bool]:
    return [TITLE in who.get(path).text for path in paths]


def test_a_member_shares_a_draft_and_another_reads_it_as_it_is_now(circle, nuria, draft):
    ours, drafts = browser(nuria), f"{circle.get_absolute_url()}drafts/"
    assert f'<option value="{draft.identifier}"' in ours.get(drafts).text
    answer = ours.post(drafts, {"draft": draft.identifier, "note": "Is this clear?"})
    omar = browser(member(circle, "Omar Aziz"))
    page = omar.get(answer["Location"]).text
    assert "Draft, not reviewed" in page
    assert "Shared by <bdi>Nuria Salcedo</bdi> on " in page
    for words in (TITLE, "Is this clear?", "Coffee and patience.", "Germany"):
        assert words in page
    assert "desk@example.org" not in page
    assert "noindex" in page
    assert "Take" not in page
    save_draft(draft, changes={"what_is_done": "Tea."}, revision=0, by=nuria)
    page = omar.get(answer["Location"]).text
    assert ("Tea." in page, "Coffee" in page) == (True, False)
    submit_submission(draft, by=nuria)
    assert "With the editors, not published" in omar.get(answer["Location"]).text


def test_members_read_drafts_and_nobody_else(client, circle, row, leyla):
    omar = member(circle, "Omar Aziz")
    paths = pages(circle, row)
    assert shows(browser(omar), paths) == [False, True, True, True]
    assert shows(browser(leyla), paths) == [False, True, True, True]
    assert shows(client, paths) == [False] * 4
    stranger = browser(person("Ada Quist"))
    assert shows(stranger, paths) == [False] * 4
    assert [stranger.get(path).status_code for path in paths] == [200, 200, 404, 404]
    assert "Drafts" not in client.get(paths[1]).text
    assert "Drafts" not in stranger.get(paths[1]).text
    asked = person("Ines Roth")
    Membership.objects.create(community=circle, user=asked, is_accepted=False)
    assert shows(browser(asked), paths) == [False] * 4
    editor = accounts.administrator()
    assert shows(browser(editor), paths)[3]


def test_who_left_or_was_taken_out_reads_it_no_more(circle, row, leyla):
    omar, ines = member(circle, "Omar Aziz"), member(circle, "Ines Roth")
    home = circle.get_absolute_url()
    browser(omar).post(f"{home}leave/")
    taken_out = Membership.objects.get(user=ines)
    browser(leyla).post(f"{home}members/{taken_out.pk}/", {"act": "remove"})
    for former in (omar, ines):
        assert shows(browser(former), pages(circle, row)) == [False] * 4
        assert browser(former).get(row.get_absolute_url()).status_code == 404


def test_whoever_leaves_takes_the_own_drafts_along(circle, row, nuria):
    browser(nuria).post(f"{circle.get_absolute_url()}leave/")
    Membership.objects.create(community=circle, user=nuria)
    assert not SharedDraft.objects.exists()


@pytest.mark.parametrize("blocked_by_author", [True, False])
def test_a_block_keeps_drafts_apart_in_both_directions(circle, row, nuria, blocked_by_author):
    omar = member(circle, "Omar Aziz")
    assert shows(browser(omar), pages(circle, row))[3]
    if blocked_by_author:
        block_member(omar, by=nuria)
    else:
        block_member(nuria, by=omar)
    assert shows(browser(omar), pages(circle, row)) == [False] * 4
    assert browser(omar).get(row.get_absolute_url()).status_code == 404
    begin = f"{circle.get_absolute_url()}start/?draft={row.draft}"
    assert browser(omar).get(begin).status_code == 404


def test_a_block_of_a_co_author_holds_too(circle, draft, row):
    omar, ines = member(circle, "Omar Aziz"), person("Ines Roth")
    CoAuthor.objects.create(
        submission=draft, email=ines.email, user=ines, accepted_at=timezone.now()
    )
    block_member(omar, by=ines)
    assert browser(omar).get(row.get_absolute_url()).status_code == 404


def test_a_focal_point_takes_off_even_what_a_blocking_author_shares(circle, row, nuria, leyla):
    block_member(leyla, by=nuria)
    assert "Take it off the shelf" in browser(leyla).get(row.get_absolute_url()).text
    browser(leyla).post(f"{row.get_absolute_url()}back/")
    assert not SharedDraft.objects.exists()


def test_the_author_takes_a_draft_back_at_any_time_and_others_do_not(client, circle, row, nuria):
    omar = member(circle, "Omar Aziz")
    back = f"{row.get_absolute_url()}back/"
    for other in (omar, person("Ada Quist")):
        assert browser(other).post(back).status_code == 404
        with pytest.raises(NotAllowedError):
            showing.take_draft_back(row, by=other)
    assert client.post(back).status_code == 302
    assert SharedDraft.objects.exists()
    Community.objects.update(state="closed")
    browser(nuria).post(back)
    assert browser(omar).get(row.get_absolute_url()).status_code == 404


def test_only_own_drafts_can_be_shared_by_members_of_an_active_community(circle, draft, nuria):
    omar = member(circle, "Omar Aziz")
    other = make.draft(omar, title="Somebody else's")
    shelf = f"{circle.get_absolute_url()}drafts/"
    assert "Somebody else&#x27;s" not in browser(nuria).get(shelf).text
    assert browser(nuria).post(shelf, {"draft": other.identifier}).status_code == 422
    with pytest.raises(NotAllowedError):
        showing.share_draft(circle, identifier=other.identifier, note="", by=nuria)
    with pytest.raises(NotAllowedError):
        showing.share_draft(circle, identifier=draft.identifier, note="", by=person("Ada Quist"))
    Community.objects.update(state="closed")
    circle.refresh_from_db()
    assert "Share with the members" not in browser(nuria).get(shelf).text
    with pytest.raises(NotAllowedError):
        showing.share_draft(circle, identifier=draft.identifier, note="", by=nuria)


def test_a_co_author_shares_and_every_writer_takes_back(circle, draft, nuria):
    quiet = community("Quiet rooms", focal=person("Ines Roth"), access="private")
    omar = member(quiet, "Omar Aziz")
    invitation = CoAuthor.objects.create(
        submission=draft, email=omar.email, user=omar, accepted_at=timezone.now()
    )
    row = showing.share_draft(quiet, identifier=draft.identifier, note="", by=omar)
    own = f"/en/my/{draft.identifier}/"
    page = browser(nuria).get(own).text
    assert "A private community" in page
    assert "Quiet rooms" not in page
    assert browser(nuria).post(f"{row.get_absolute_url()}back/")["Location"] == own
    assert not SharedDraft.objects.exists()
    showing.share_draft(quiet, identifier=draft.identifier, note="", by=omar)
    invitation.delete()
    assert not SharedDraft.objects.exists()


def test_the_author_finds_from_the_draft_where_it_can_be_read(circle, draft, nuria):
    own = f"/en/my/{draft.identifier}/"
    place = f"{circle.get_absolute_url()}drafts/?draft={draft.identifier}"
    assert f'href="{place}#share"' in browser(nuria).get(own).text
    assert f'value="{draft.identifier}" selected' in browser(nuria).get(place).text
    row = showing.share_draft(circle, identifier=draft.identifier, note="", by=nuria)
    page = browser(nuria).get(own).text
    assert place not in page
    assert f'href="{row.get_absolute_url()}"' in page


def test_sharing_twice_is_once_and_the_shelf_is_bounded(circle, draft, nuria, monkeypatch):
    for _twice in range(2):
        showing.share_draft(circle, identifier=draft.identifier, note="", by=nuria)
    assert SharedDraft.objects.count() == 1
    monkeypatch.setattr(showing, "MOST_OF_ONE", 1)
    another = make.draft(nuria, title="Another")
    shelf = f"{circle.get_absolute_url()}drafts/"
    answer = browser(nuria).post(shelf, {"draft": another.identifier, "note": "Typed"})
    assert answer.status_code == 422
    assert 'value="Typed"' in answer.text
    assert 'aria-describedby="id_draft_error"' in answer.text
    monkeypatch.setattr(showing, "MOST_DRAFTS", 1)
    with pytest.raises(CommunityStateError):
        showing.share_draft(circle, identifier=another.identifier, note="", by=nuria)


def test_published_it_becomes_a_record_of_the_shelf_by_itself(client, circle, draft, row, nuria):
    omar = member(circle, "Omar Aziz")
    talk = about(row, omar)
    sent = submit_submission(draft, by=nuria)
    publish_record(sent.record.specific, by=SYSTEM)
    kept = CommunityRecord.objects.get()
    assert (kept.record_id, kept.by, kept.note) == (sent.record_id, nuria, "Is this clear?")
    assert not SharedDraft.objects.exists()
    shelf = f"{circle.get_absolute_url()}records/"
    assert TITLE in client.get(shelf).text
    assert "Drafts" not in client.get(shelf).text
    assert browser(omar).get(row.get_absolute_url()).status_code == 404
    page = browser(omar).get(talk.get_absolute_url()).text
    assert "About a draft that was published" in page
    assert f"/en/records/{sent.record.identifier}/" in page
    assert client.get(talk.get_absolute_url()).status_code == 404


def test_thrown_away_declined_or_erased_it_is_gone(circle, draft, row, nuria):
    talk = about(row, member(circle, "Omar Aziz"))
    discard_draft(draft, by=nuria)
    assert not SharedDraft.objects.exists()
    assert Discussion.objects.get(pk=talk.pk).about == ""
    second = make.draft(nuria, title="Second")
    showing.share_draft(circle, identifier=second.identifier, note="", by=nuria)
    sent = submit_submission(second, by=nuria)
    move_submission(sent, to="declined", by=SYSTEM)
    assert not SharedDraft.objects.exists()
    third = make.draft(nuria, title="Third")
    showing.share_draft(circle, identifier=third.identifier, note="Mine", by=nuria)
    entry = next(each for each in registered() if each.model is SharedDraft)
    kept = list(entry.export(nuria))
    assert [(each["draft"], each["note"]) for each in kept] == [(third.identifier, "Mine")]
    erasure = ask_erasure(nuria, by=nuria, fate=Fate.ANONYMIZE)
    erasure.due_at = timezone.now()
    carry_out_erasure(erasure, by=SYSTEM)
    assert not SharedDraft.objects.exists()


def hear_of(circle, user) -> None:
    follow(kind="community", target=circle.identifier, level="daily", language="en", by=user)


def about(row: SharedDraft, by, title: str = "Is the evidence enough?") -> Discussion:
    """A visible discussion about a draft."""
    begin = f"{row.community.get_absolute_url()}start/"
    browser(by).post(
        begin,
        {"draft": row.draft, "title": title, "text": "I am not sure.", "language": "en"},
    )
    made = Discussion.objects.get(about=row.draft)
    approve_post(made.posts.get(), by=SYSTEM)
    return made


def test_members_talk_about_a_draft_and_nobody_else_hears_of_it(client, circle, row, nuria):
    omar = member(circle, "Omar Aziz")
    page = browser(omar).get(f"{circle.get_absolute_url()}start/?draft={row.draft}").text
    assert "Only members can read what is said here." in page
    assert TITLE in page
    talk = about(row, omar)
    page = browser(nuria).get(talk.get_absolute_url()).text
    assert "About this draft" in page
    assert "For members only" in page
    assert row.get_absolute_url() in page
    assert talk.get_absolute_url() in browser(nuria).get(row.get_absolute_url()).text
    assert talk.title in browser(nuria).get(circle.get_absolute_url()).text
    home = circle.get_absolute_url()
    feeds = [f"{home.rstrip('/')}.atom", f"{home.rstrip('/')}.json"]
    for who in (client, browser(person("Ada Quist"))):
        assert who.get(talk.get_absolute_url()).status_code == 404
        assert who.get(f"{talk.get_absolute_url()}1/").status_code == 404
        for path in (home, *feeds):
            answer = who.get(path)
            assert (path, answer.status_code) == (path, 200)
            assert talk.title not in answer.text
    browser(omar).post(f"{home}leave/")
    assert browser(omar).get(talk.get_absolute_url()).status_code == 404


def test_taken_back_the_draft_is_no_card_any_more(circle, row, nuria):
    omar = member(circle, "Omar Aziz")
    talk = about(row, omar)
    showing.take_draft_back(row, by=nuria)
    page = browser(omar).get(talk.get_absolute_url()).text
    assert "I am not sure." in page
    assert TITLE not in page


def test_who_is_kept_apart_sees_no_card_in_a_discussion(circle, row, nuria):
    omar, ines = member(circle, "Omar Aziz"), member(circle, "Ines Roth")
    talk = about(row, omar)
    block_member(ines, by=nuria)
    assert TITLE not in browser(ines).get(talk.get_absolute_url()).text


def offer(by, row, **fields: object):
    return browser(by).post(f"{row.get_absolute_url()}along/", {"act": "offer", **fields})


def test_a_member_offers_to_write_along_and_the_author_accepts(circle, draft, row, nuria):
    omar = member(circle, "Omar Aziz")
    assert "Offer to write along" in browser(omar).get(row.get_absolute_url()).text
    for _twice in range(2):
        offer(omar, row)
    assert "The author answers." in browser(omar).get(row.get_absolute_url()).text
    assert Mail.objects.get(kind="communities.offer").user == nuria
    page = browser(nuria).get(row.get_absolute_url()).text
    assert "<bdi>Omar Aziz</bdi>" in page
    assert omar.email not in page
    made = WritingOffer.objects.get()
    answered = {"act": "accept", "offer": made.pk}
    browser(omar).post(f"{row.get_absolute_url()}along/", answered)
    assert not draft.co_authors.exists()
    browser(nuria).post(f"{row.get_absolute_url()}along/", answered)
    assert not WritingOffer.objects.exists()
    assert Mail.objects.get(kind="communities.welcome").user == omar
    save_draft(draft, changes={"title": "Ours"}, revision=0, by=omar)
    assert "To your contribution" in browser(omar).get(row.get_absolute_url()).text
    files = browser(nuria).get(f"/en/contribute/drafts/{draft.identifier}/files/").text
    assert "<bdi>Omar Aziz</bdi>" in files
    assert omar.email not in files


def test_an_offer_is_refused_or_taken_back_in_silence(circle, draft, row, nuria):
    omar = member(circle, "Omar Aziz")
    offer(omar, row)
    made = WritingOffer.objects.get()
    browser(nuria).post(f"{row.get_absolute_url()}along/", {"act": "refuse", "offer": made.pk})
    offer(omar, row)
    browser(omar).post(f"{row.get_absolute_url()}along/", {"act": "no-more"})
    assert not WritingOffer.objects.exists()
    assert not draft.co_authors.exists()
    assert not Mail.objects.filter(kind="communities.welcome").exists()
    offer(omar, row)
    browser(omar).post(f"{circle.get_absolute_url()}leave/")
    assert not WritingOffer.objects.exists()


def test_who_does_not_read_a_draft_cannot_offer_to_write_along(client, circle, row, nuria):
    omar, ada = member(circle, "Omar Aziz"), person("Ada Quist")
    block_member(omar, by=nuria)
    for who in (omar, ada):
        assert offer(who, row).status_code == 404
        with pytest.raises(NotAllowedError):
            writing_along.offer_to_write(row, by=who)
    offer(nuria, row)
    client.post(f"{row.get_absolute_url()}along/", {"act": "offer"})
    assert not WritingOffer.objects.exists()


def test_a_block_after_the_offer_ends_it(circle, draft, row, nuria):
    omar = member(circle, "Omar Aziz")
    offer(omar, row)
    block_member(nuria, by=omar)
    assert "Offers to write along" not in browser(nuria).get(row.get_absolute_url()).text
    with pytest.raises(NotAllowedError):
        writing_along.answer_offer(row, WritingOffer.objects.get(), is_accepted=True, by=nuria)
    assert not draft.co_authors.exists()


def test_what_was_said_about_a_draft_is_handed_out_by_its_author_alone(row, leyla):
    omar = member(row.community, "Omar Aziz")
    said = post(about(row, omar), by=omar, text="Between us.")
    with pytest.raises(NotAllowedError):
        sharing.publish_out(said, by=leyla)
    answer = browser(omar).post(f"{said.get_absolute_url()}publish/")
    own = browser(omar).get(answer["Location"], follow=True).text
    assert "Between us." in own
    assert "Is the evidence enough?" not in own


@pytest.mark.parametrize("stays", [True, False])
def test_who_reported_a_talk_about_a_draft_hears_of_it_only_as_a_member(circle, row, leyla, stays):
    omar = member(circle, "Omar Aziz")
    first = about(row, leyla).posts.get()
    flag_post(first, reason="insult", text="", by=omar)
    if not stays:
        Membership.objects.filter(user=omar).delete()
    hide_post(first, reason="It insults.", by=accounts.desk_editor())
    assert Mail.objects.filter(kind="network.decision", user=omar).exists() is stays


def test_followers_hear_of_talks_about_drafts_only_as_members(circle, row):
    omar, ada = member(circle, "Omar Aziz"), person("Ada Quist")
    ines = member(circle, "Ines Roth")
    for each in (ada, ines):
        hear_of(circle, each)
    talk = about(row, omar)
    Discussion.objects.update(created_at=timezone.now() + timedelta(seconds=1))
    notice_events()
    told = Notice.objects.filter(identifier=talk.identifier)
    assert set(told.values_list("user", flat=True)) == {ines.pk}


def test_the_digest_of_the_community_goes_to_members_who_want_it(circle, row):
    omar = member(circle, "Omar Aziz")
    Membership.objects.update(created_at=timezone.now() - timedelta(days=9))
    ada = person("Ada Quist")
    hear_of(circle, ada)
    talk = about(row, omar)
    Membership.objects.filter(user=omar).update(wants_digest=True)
    sharing.send_digests()
    mails = Mail.objects.filter(kind="communities.digest")
    assert [(each.user, talk.title in str(each.context)) for each in mails.filter(user=omar)] == [
        (omar, True)
    ]
    assert not mails.filter(user=ada).exists()
    assert TITLE not in str(list(Mail.objects.values_list("context", flat=True)))


def test_search_api_and_feeds_know_no_draft(client, circle, row, nuria):
    submit_submission(make.draft(nuria, title="Sent in"), by=nuria)
    for path in (
        "/en/search/?q=Tuesdays",
        "/api/v1/search?q=Tuesdays",
        "/api/v1/records",
        "/en/search.atom?q=Tuesdays",
        "/en/search.json?q=Tuesdays",
        "/en/search.csv?q=Tuesdays",
        f"{circle.get_absolute_url().rstrip('/')}.atom",
        f"{circle.get_absolute_url().rstrip('/')}.json",
    ):
        for who in (client, browser(member(circle, f"Omar {len(path)}{id(path)}"))):
            answer = who.get(path)
            body = answer.content if not answer.streaming else b"".join(answer)
            assert (path, answer.status_code) == (path, 200)
            assert "cafés on Tuesdays" not in body.decode(), path


@pytest.mark.parametrize("rows", [1, 3])
def test_shelf_list_and_draft_ask_no_more_for_more(circle, leyla, rows, django_assert_num_queries):
    for number in range(rows):
        one = member(circle, f"Member {number}")
        thing = make.draft(one, title=f"Draft {number}")
        shared = showing.share_draft(circle, identifier=thing.identifier, note="", by=one)
        discussion(circle, by=leyla)
        Discussion.objects.update(about=thing.identifier)
    reader = browser(member(circle, "Omar Aziz"))
    home = circle.get_absolute_url()
    reader.get(home)
    with django_assert_num_queries(16):
        assert reader.get(f"{home}records/").text.count("Draft, not reviewed") == rows
    with django_assert_num_queries(18):
        assert reader.get(f"{home}drafts/").text.count("<article") == rows
    with django_assert_num_queries(20):
        assert reader.get(shared.get_absolute_url()).text.count("1 reply") == 0
