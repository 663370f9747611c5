"""First posts are held; posts are reported, hidden, appealed; discussions are locked."""

import pytest

from tessera.communities.actions import moderating, talking
from tessera.communities.errors import CommunityStateError
from tessera.communities.models import Flag, Ruling
from tessera.lib.errors import NotAllowedError
from tessera.notifications.delivery import deliver_mails
from tessera.notifications.models import Mail
from tests.factories.accounts import browser, desk_editor
from tests.factories.communities import discussion, member, person, post

pytestmark = pytest.mark.django_db
QUEUE = "/en/desk/moderation/"


def states() -> list:
    mails = Mail.objects.filter(kind="communities.moderated").order_by("pk")
    return [(mail.user.first_name, mail.context["state"]) for mail in mails]


def test_a_first_post_waits_for_a_moderator_and_later_ones_do_not(client, circle, leyla, nuria):
    talk = discussion(circle, by=leyla)
    page = talk.get_absolute_url()
    browser(nuria).post(page, {"text": "My first words", "language": "en"})
    assert "My first words" not in client.get(page).text
    assert "My first words" in browser(nuria).get(page).text
    assert browser(person("Omar Aziz")).get(QUEUE).status_code == 404
    assert "My first words" in browser(desk_editor()).get(QUEUE).text
    other = member(circle, "Omar Aziz Junior")
    with pytest.raises(NotAllowedError):
        moderating.approve_post(talk.posts.get(number=2), by=other)
    assert browser(leyla).post(f"{page}2/moderate/", {"act": "approve"})["Location"] == QUEUE
    assert "My first words" in client.get(page).text
    browser(nuria).post(page, {"text": "My second words", "language": "en"})
    assert "My second words" in client.get(page).text
    talk.refresh_from_db()
    assert talk.reply_count == 2
    assert states() == [("Nuria Salcedo", "approved")]


def test_a_held_discussion_is_seen_by_its_author_and_moderators_only(client, circle, nuria):
    browser(nuria).post(
        f"{circle.get_absolute_url()}start/",
        {"title": "A first question", "text": "Who knows?", "language": "en"},
    )
    held = circle.discussions.get()
    for address in (circle.get_absolute_url(), held.get_absolute_url()):
        assert "A first question" not in client.get(address).text
        assert "A first question" in browser(nuria).get(address).text
    moderating.approve_post(held.posts.get(), by=desk_editor())
    assert "A first question" in client.get(circle.get_absolute_url()).text


def test_a_reported_post_is_hidden_with_a_reason_and_the_author_appeals(
    client, circle, leyla, nuria
):
    talk = discussion(circle, by=leyla)
    post(talk, by=nuria, text="Unkind words")
    page, reader = talk.get_absolute_url(), person("Omar Aziz")
    assert client.get(f"{page}2/report/").status_code == 302
    assert browser(reader).post(f"{page}2/report/", {"reason": ""}).status_code == 422
    for _twice in range(2):
        browser(reader).post(f"{page}2/report/", {"reason": "insult", "text": "It is rude."})
    assert Flag.objects.get().by == reader
    assert "It is rude." in browser(leyla).get(QUEUE).text
    assert browser(reader).get(f"{page}2/moderate/").status_code == 404
    assert browser(leyla).post(f"{page}2/moderate/", {"act": "hide"}).status_code == 422
    browser(leyla).post(f"{page}2/moderate/", {"act": "hide", "reason": "It insults a member."})
    shown = client.get(page).text
    assert "Unkind words" not in shown
    assert "It insults a member." in shown
    assert "It is rude." not in browser(leyla).get(QUEUE).text
    ruling = Ruling.objects.get()
    with pytest.raises(NotAllowedError):
        moderating.appeal_ruling(ruling, text="No", by=reader)
    assert browser(nuria).post(f"{page}2/appeal/", {"text": ""}).status_code == 422
    browser(nuria).post(f"{page}2/appeal/", {"text": "It was a quotation."})
    with pytest.raises(CommunityStateError):
        moderating.appeal_ruling(ruling, text="Again", by=nuria)
    editor = desk_editor()
    assert "It was a quotation." in browser(editor).get(QUEUE).text
    for who in (leyla, nuria, reader):
        with pytest.raises(NotAllowedError):
            moderating.decide_ruling_appeal(ruling, is_overturned=True, answer="Yes", by=who)
    answer = f"{QUEUE}{ruling.pk}/"
    assert browser(editor).post(answer, {"decision": "back", "answer": ""}).status_code == 422
    assert browser(reader).get(answer).status_code == 403
    browser(editor).post(answer, {"decision": "back", "answer": "It was."})
    assert "Unkind words" in client.get(page).text
    assert [state for _name, state in states()] == ["approved", "hidden", "restored", "answered"]


def test_who_hid_a_post_does_not_decide_about_the_appeal(circle, leyla, nuria):
    editor = desk_editor()
    reply = post(discussion(circle, by=leyla), by=nuria)
    ruling = moderating.hide_post(reply, reason="Wrong.", by=editor)
    moderating.appeal_ruling(ruling, text="Right!", by=nuria)
    with pytest.raises(NotAllowedError):
        moderating.decide_ruling_appeal(ruling, is_overturned=False, answer="No", by=editor)
    with pytest.raises(NotAllowedError):
        moderating.hide_post(reply, reason="x", by=nuria)
    with pytest.raises(NotAllowedError):
        moderating.restore_post(reply, by=nuria)


def test_an_appeal_waits_no_longer_once_the_post_is_shown_again(circle, leyla, nuria):
    reply = post(discussion(circle, by=leyla), by=nuria)
    ruling = moderating.hide_post(reply, reason="Wrong.", by=leyla)
    moderating.appeal_ruling(ruling, text="It was a quotation.", by=nuria)
    ours = browser(desk_editor())
    assert "It was a quotation." in ours.get(QUEUE).text
    moderating.restore_post(reply, by=leyla)
    assert "It was a quotation." not in ours.get(QUEUE).text
    ruling.refresh_from_db()
    assert ruling.appeal_state == Ruling.Appeal.OVERTURNED


def test_nobody_finds_their_own_posts_and_appeals_in_the_queue(circle, leyla, nuria):
    editor = desk_editor()
    circle.memberships.create(user=editor)
    own = post(discussion(circle, by=leyla), by=editor, text="My own words")
    moderating.flag_post(own, reason="insult", text="Look.", by=nuria)
    assert "My own words" in browser(leyla).get(QUEUE).text
    assert "My own words" not in browser(editor).get(QUEUE).text
    ruling = moderating.hide_post(own, reason="Wrong.", by=leyla)
    moderating.appeal_ruling(ruling, text="It was a quotation.", by=editor)
    assert "It was a quotation." not in browser(editor).get(QUEUE).text
    assert "It was a quotation." in browser(desk_editor("second@example.org")).get(QUEUE).text


def test_a_discussion_is_locked_once(circle, leyla):
    talk = discussion(circle, by=leyla)
    lock = f"{talk.get_absolute_url()}lock/"
    for _twice in range(2):
        browser(leyla).post(lock, {"act": "lock", "lock-reason": "It goes in circles."})
    assert Ruling.objects.count() == 1
    assert states() == [("Leyla Haddad", "locked")]


def test_nobody_writes_in_a_locked_discussion_and_everybody_reads_why(client, circle, leyla, nuria):
    talk = discussion(circle, by=leyla)
    post(talk, by=nuria)
    lock = f"{talk.get_absolute_url()}lock/"
    browser(nuria).post(lock, {"act": "lock", "lock-reason": "Mine"})
    browser(leyla).post(lock, {"act": "lock", "lock-reason": " "})
    talk.refresh_from_db()
    assert talk.locked_at is None
    browser(leyla).post(lock, {"act": "lock", "lock-reason": "It goes in circles."})
    assert "It goes in circles." in client.get(talk.get_absolute_url()).text
    talk.refresh_from_db()
    for who in (leyla, nuria):
        with pytest.raises(CommunityStateError):
            talking.reply(talk, text="One more", language="en", is_markdown=False, by=who)
    browser(leyla).post(lock, {"act": "unlock"})
    post(talk, by=nuria, text="Now")
    assert states()[-1] == ("Leyla Haddad", "locked")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_no_more_for_more_rows(circle, leyla, rows, django_assert_max_num_queries):
    talk = discussion(circle, by=leyla)
    for number in range(rows):
        who = member(circle, f"Member {number}")
        talking.reply(talk, text="First", language="en", is_markdown=False, by=who)
    ours = browser(leyla)
    ours.get(QUEUE)
    with django_assert_max_num_queries(14):
        assert ours.get(QUEUE).text.count("rec-t") == rows


def test_who_reported_a_post_hears_what_became_of_it(circle, leyla, nuria, mailoutbox):
    talk = discussion(circle, by=leyla)
    left, hidden = post(talk, by=nuria, text="Left."), post(talk, by=nuria, text="Hidden.")
    omar = member(circle, "Omar Aziz")
    for each in (left, hidden):
        browser(omar).post(f"{each.get_absolute_url()}report/", {"reason": "insult"})
    editor = browser(desk_editor())
    page = editor.post(f"{left.get_absolute_url()}moderate/", {"act": "approve"}, follow=True)
    assert "Whoever is concerned is told" in page.text
    given = {"act": "hide", "reason": "It insults."}
    editor.post(f"{hidden.get_absolute_url()}moderate/", given)
    deliver_mails()
    [first, second] = [each for each in mailoutbox if each.to == [omar.email]]
    assert first.subject == "What became of your report"
    assert f"You reported “{talk.title}”. A moderator left things as they are." in first.body
    assert "The reason:" not in first.body
    assert "It insults." in second.body
