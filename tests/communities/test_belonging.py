"""Communities are proposed, approved, joined and looked after; private ones stay unseen."""

import pytest
from django.test import Client

from tessera.accounts.personal_data import Fate, registered
from tessera.communities.actions import belonging, founding
from tessera.communities.errors import CommunityStateError
from tessera.communities.models import Community, Invitation, Membership
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import InvalidLinkError, make_token
from tessera.notifications.models import Mail
from tests.factories.accounts import desk_editor
from tests.factories.communities import community, member, person
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


@pytest.fixture
def leyla():
    return person("Leyla Haddad")


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_a_member_proposes_and_an_editor_approves(client, leyla):
    assert client.get("/en/communities/propose/").status_code == 302
    browser = signed_in(leyla)
    given = {"name": "Welcome desks", "purpose": "We compare.", "language": "en",
             "languages": ["en", "ar"], "access": "open",
             "themes": [concept("TH", "LAN").pk]}  # fmt: skip
    answer = browser.post("/en/communities/propose/", {**given, "name": ""})
    assert answer.status_code == 422
    assert "We compare." in answer.text
    assert browser.post("/en/communities/propose/", given, follow=True).status_code == 200
    made = Community.objects.get()
    page = f"/en/communities/{made.identifier}/"
    assert made.state == "proposed"
    assert client.get(page).status_code == 404
    editor = desk_editor()
    assert "Welcome desks" in signed_in(editor).get("/en/desk/communities/").text
    desk = f"/en/desk/communities/{made.identifier}/"
    assert signed_in(editor).post(desk, {"decision": "decline"}).status_code == 422
    assert signed_in(editor).post(desk, {"decision": "approve"}).status_code == 302
    mail = Mail.objects.get(kind="communities.decision")
    assert (mail.user, mail.context["state"]) == (leyla, "active")
    text = client.get(page).text
    assert "Welcome desks" in text
    assert "leyla.haddad@" not in text
    listed = client.get("/en/communities/?theme=LAN&language=ar").text
    assert "Welcome desks" in listed
    assert "Welcome desks" not in client.get("/en/communities/?language=tr").text


def test_nobody_decides_about_a_proposal_but_another_editor(leyla):
    editor = desk_editor()
    values = {"name": "A", "purpose": "B", "language": "en", "languages": ["en"], "themes": []}
    own = founding.propose_community(**values, access="open", by=editor)
    for who in (leyla, editor):
        with pytest.raises(NotAllowedError):
            founding.decide_community(own, is_approved=True, answer="", by=who)
    assert signed_in(leyla).get("/en/desk/communities/").status_code == 403
    for _each in range(2):
        founding.propose_community(**values, access="open", by=editor)
    with pytest.raises(CommunityStateError):
        founding.propose_community(**values, access="open", by=editor)


def test_who_joins_depends_on_access(client, leyla):
    stranger = person("Omar Aziz")
    circle = community(focal=leyla)
    browser = signed_in(stranger)
    assert client.post(f"{circle.get_absolute_url()}join/").status_code == 302
    assert not circle.memberships.filter(user=stranger).exists()
    browser.post(f"{circle.get_absolute_url()}join/")
    assert circle.memberships.get(user=stranger).is_accepted
    asked = community("Interpreters", focal=leyla, access="request")
    browser.post(f"{asked.get_absolute_url()}join/", {"note": "I interpret."})
    waiting = asked.memberships.get(user=stranger)
    assert not waiting.is_accepted
    assert Mail.objects.get(kind="communities.request").user == leyla
    with pytest.raises(NotAllowedError):
        belonging.answer_request(waiting, is_accepted=True, by=stranger)
    members = f"{asked.get_absolute_url()}members/"
    assert "I interpret." in signed_in(leyla).get(members).text
    assert browser.get(members).status_code == 302
    signed_in(leyla).post(f"{members}{waiting.pk}/", {"act": "accept"})
    assert asked.memberships.get(user=stranger).is_accepted
    assert Mail.objects.get(kind="communities.answer").user == stranger
    closed = community("Quiet", focal=leyla, access="private")
    with pytest.raises(NotAllowedError):
        belonging.join_community(closed, by=stranger)


def test_a_private_community_is_known_to_its_members_only(client, leyla):
    hidden = community("Quiet room", focal=leyla, access="private")
    stranger = signed_in(person("Omar Aziz"))
    page = hidden.get_absolute_url()
    for browser in (client, stranger):
        assert "Quiet room" not in browser.get("/en/communities/").text
        for address in (page, f"{page}members/", f"{page}edit/"):
            answer = browser.get(address)
            assert answer.status_code in {302, 404}
            assert "Quiet room" not in answer.text
        for what in ("join", "leave", "digest", "close"):
            assert browser.post(f"{page}{what}/").status_code in {302, 404}
    assert stranger.get(page).status_code == 404
    assert "Quiet room" in signed_in(leyla).get("/en/communities/").text
    answer = signed_in(member(hidden, "Nuria Salcedo")).get(page)
    assert "Quiet room" in answer.text
    assert "noindex" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    with pytest.raises(CommunityStateError):
        founding.edit_community(hidden, values={"access": "open"}, by=leyla)


def test_an_invitation_opens_a_private_community_once(client, leyla):
    hidden = community("Quiet room", focal=leyla, access="private")
    nuria = person("Nuria Salcedo")
    members = f"{hidden.get_absolute_url()}members/"
    assert signed_in(leyla).post(members, {"email": "nuria"}).status_code == 422
    signed_in(leyla).post(members, {"email": nuria.email})
    path = Mail.objects.get(kind="communities.invitation").context["path"]
    browser = signed_in(nuria)
    assert client.get(path).status_code == 302
    assert "Quiet room" in browser.get(path).text
    assert not hidden.memberships.filter(user=nuria).exists()
    assert browser.post(path)["Location"] == hidden.get_absolute_url()
    assert browser.get(hidden.get_absolute_url()).status_code == 200
    assert Invitation.objects.get().email == ""
    assert browser.post(path).status_code == 404
    with pytest.raises(InvalidLinkError):
        belonging.read_invitation(make_token("something.else", "1"))
    with pytest.raises(NotAllowedError):
        belonging.invite(hidden, email="a@example.org", by=nuria)


def test_somebody_always_looks_after_a_community(leyla):
    circle = community(focal=leyla)
    nuria = member(circle, "Nuria Salcedo")
    with pytest.raises(CommunityStateError):
        belonging.leave_community(circle, by=leyla)
    own = circle.memberships.get(user=nuria)
    for act in (
        lambda: belonging.set_role(own, role="focal", by=nuria),
        lambda: belonging.remove_member(own, by=nuria),
        lambda: founding.edit_community(circle, values={"name": "Mine"}, by=nuria),
        lambda: founding.close_community(circle, is_closed=True, by=nuria),
    ):
        with pytest.raises(NotAllowedError):
            act()
    belonging.set_role(own, role="focal", by=leyla)
    belonging.leave_community(circle, by=leyla)
    with pytest.raises(NotAllowedError):
        belonging.set_digest(circle, is_wanted=True, by=leyla)
    assert [each.user for each in circle.memberships.all()] == [nuria]
    browser = signed_in(nuria)
    browser.post(f"{circle.get_absolute_url()}close/", {"closed": "yes"})
    assert Community.objects.get().state == "closed"
    with pytest.raises(CommunityStateError):
        belonging.join_community(Community.objects.get(), by=leyla)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_no_more_for_more_rows(client, leyla, django_assert_max_num_queries, rows):
    for number in range(rows):
        circle = community(f"Circle {number}", focal=leyla)
        circle.themes.add(concept("TH", "LAN"))
        for each in range(rows):
            member(circle, f"Member {number} {each}")
    Community.objects.filter(proposed_by=leyla).update(proposed_by=None)
    with django_assert_max_num_queries(6):
        assert client.get("/en/communities/").text.count("<article") == rows
    browser = signed_in(leyla)
    browser.get("/en/communities/")
    with django_assert_max_num_queries(16):
        browser.get(f"{circle.get_absolute_url()}members/")


def test_erasing_a_person_leaves_the_community_to_its_members(leyla):
    circle = community(focal=leyla)
    belonging.invite(circle, email="someone@example.org", by=leyla)
    for entry in registered():
        if entry.model in {Community, Membership, Invitation}:
            assert list(entry.export(leyla))
            entry.erase(leyla, Fate.DELETE)
    circle.refresh_from_db()
    assert (circle.state, circle.proposed_by) == ("active", None)
    assert not Membership.objects.exists()
    assert not Invitation.objects.exists()
