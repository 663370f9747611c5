"""What people see when they contribute: the short page, the full form, their own page."""

import html
import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.accounts.actors import SYSTEM
from tessera.lib.errors import NotAllowedError
from tessera.notifications.delivery import deliver_mails
from tessera.review.actions import (
    accept_invitation,
    invite_co_author,
    move_submission,
    remove_co_author,
    save_draft,
)
from tessera.review.contributing.access import make_token, new_token
from tessera.review.contributing.questions import steps_of
from tessera.review.models import Submission
from tests.factories import accounts
from tests.factories import review as make

pytestmark = pytest.mark.django_db
State = Submission.State
SHORT = {
    "title": "Language cafés", "summary": "People meet and talk.", "language": "en",
    "places": "DE", "lead": "City of Ashcombe", "source_url": "",
}  # fmt: skip


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def carried(page: str) -> dict[str, str]:
    return {name: hidden(page, name) for name in ("draft", "revision", "kind")}


def send_mail() -> None:
    """What the worker does."""
    deliver_mails()


def signed_in(user=None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user or make.author())
    return client


def test_visitor_chooses_what_to_add(client):
    page = client.get("/en/contribute/").text
    for kind in ("PRA", "APP", "GUI", "POL", "ACA", "ORG"):
        assert f'href="/en/contribute/{kind}/"' in page


def test_snapshot_is_sent_with_an_account():
    client = signed_in()
    page = client.get("/en/contribute/PRA/").text
    answer = client.post("/en/contribute/PRA/", {**SHORT, **carried(page), "then": "send"})
    sent = Submission.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/en/my/{sent.identifier}/")
    assert (sent.state, sent.author, sent.title) == (
        State.SCREENING, make.author(), "Language cafés",
    )  # fmt: skip
    page = client.get(answer.url).text
    assert "An editor looks at it." in page
    assert "due by" in page


def test_snapshot_without_account_waits_for_the_mail(client):
    page = client.get("/en/contribute/PRA/").text
    typed = {**SHORT, **carried(page), "email": "writer@example.org", "then": "send"}
    answer = client.post("/en/contribute/PRA/", typed)
    sent = Submission.objects.get()
    assert (sent.state, sent.author_email) == (State.UNCONFIRMED, "writer@example.org")
    assert "open the link in the mail" in client.get(answer.url).text
    assert Client().get(answer.url).status_code == 404
    send_mail()
    assert mail.outbox[0].to == ["writer@example.org"]
    assert mail.outbox[0].subject == "Please confirm your contribution “Language cafés”"
    link = re.search(r"http\S+", mail.outbox[0].body)[0].removeprefix(settings.BASE_URL)
    elsewhere = Client(headers={"accept-language": "en"})
    page = elsewhere.get(link)
    assert page.headers["Referrer-Policy"] == "same-origin"
    sent.refresh_from_db()
    assert sent.state == State.UNCONFIRMED  # A scanner that opens links confirms nothing.
    answer = elsewhere.post(link, {"do": "confirm"})
    sent.refresh_from_db()
    assert (sent.state, answer.url) == (State.SCREENING, f"/en/my/{sent.identifier}/")
    assert elsewhere.get(answer.url).status_code == 200


def test_sending_twice_sends_the_link_again_and_confirms_nothing(client):
    page = client.get("/en/contribute/PRA/").text
    typed = {**SHORT, **carried(page), "email": "wroter@example.org", "then": "send"}
    own = client.post("/en/contribute/PRA/", typed).url
    assert "the link is sent once more" in client.get(own).text
    sent = Submission.objects.get()
    send = f"/en/contribute/drafts/{sent.identifier}/send/"
    form = {"draft": hidden(client.get(send).text, "draft"), "email": "writer@example.org"}
    assert client.post(send, form).status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.author_email) == (State.UNCONFIRMED, "writer@example.org")
    send_mail()
    assert [each.to for each in mail.outbox] == [["wroter@example.org"], ["writer@example.org"]]


def test_link_that_was_cut_off_says_so(client):
    answer = client.get("/en/contribute/open/half-a-link/")
    assert (answer.status_code, "copy all of it" in answer.text) == (404, True)


def test_draft_goes_on_on_another_device_by_link(client):
    page = client.get("/en/contribute/PRA/").text
    typed = {**SHORT, **carried(page), "email": "writer@example.org", "then": "leave"}
    client.post("/en/contribute/PRA/", typed)
    send_mail()
    link = re.search(r"http\S+", mail.outbox[0].body)[0].removeprefix(settings.BASE_URL)
    phone = Client(headers={"accept-language": "en"})
    page = phone.post(link, {"do": "open"}, follow=True)
    assert 'value="Language cafés"' in page.text


def test_who_signs_in_keeps_what_was_begun_without(client):
    page = client.get("/en/contribute/PRA/").text
    client.post("/en/contribute/PRA/", {**SHORT, **carried(page), "then": "leave"})
    client.login(username=make.author().email, password="a long pass phrase")
    assert Submission.objects.get().author == make.author()


def test_friend_accepts_an_invitation_and_writes_along():
    draft, friend = make.draft(), accounts.user("friend@example.org")
    invite_co_author(draft, email="Friend@example.org", by=draft.author)
    send_mail()
    assert mail.outbox[0].to == ["friend@example.org"]
    link = re.search(r"http\S+", mail.outbox[0].body)[0].removeprefix(settings.BASE_URL)
    assert "Sign in" in Client().get(link).text
    client = signed_in(friend)
    client.post(link)
    assert draft.title in client.get("/en/my/").text
    with pytest.raises(NotAllowedError):
        invite_co_author(draft, email="third@example.org", by=friend)
    other = accounts.stranger()
    with pytest.raises(NotAllowedError):
        accept_invitation(draft.co_authors.get(), by=other)
    refused = signed_in(other).post(link, follow=True)
    assert (refused.status_code, "with another account" in refused.text) == (200, True)
    assert signed_in(draft.author).get(link).url == f"/en/my/{draft.identifier}/"
    with pytest.raises(NotAllowedError):
        remove_co_author(draft.co_authors.get(), by=other)
    remove_co_author(draft.co_authors.get(), by=friend)
    assert draft.co_authors.count() == 0


def test_author_gets_a_receipt_at_each_step():
    sent = make.submission()
    move_submission(sent, to=State.RETURNED, by=SYSTEM, reason="Say more about cost.")
    send_mail()
    subjects = [each.subject for each in mail.outbox]
    assert subjects == ["Received: “Language cafés”", "News of your contribution “Language cafés”"]
    assert "Say more about cost." in mail.outbox[1].body
    assert "due by" in mail.outbox[0].body


def test_replayed_page_makes_one_contribution(client):
    page = client.get("/en/contribute/PRA/").text
    typed = {**SHORT, **carried(page), "email": "writer@example.org", "then": "send"}
    for _ in range(2):
        client.post("/en/contribute/PRA/", typed)
    assert Submission.objects.count() == 1


def test_incomplete_snapshot_is_kept_and_the_errors_are_named(client):
    page = client.get("/en/contribute/PRA/").text
    typed = {**SHORT, **carried(page), "summary": "", "places": "", "email": "nobody"}
    answer = client.post("/en/contribute/PRA/", {**typed, "then": "send"})
    assert answer.status_code == 422
    assert "Some answers need a change" in answer.text
    assert 'href="#id_summary"' in answer.text
    assert "Choose a place, or tick" in answer.text
    assert 'value="nobody"' in answer.text
    assert Submission.objects.get().title == "Language cafés"


def test_forged_identifier_opens_nobodys_draft(client):
    theirs = make.draft()
    typed = {**SHORT, "draft": f"{theirs.identifier}:forged", "revision": "0", "then": "leave"}
    client.post("/en/contribute/PRA/", typed)
    assert Submission.objects.count() == 2
    theirs.refresh_from_db()
    assert theirs.revision == 0
    typed["draft"] = make_token(theirs.identifier)  # even a real one does not open an account's
    assert client.post("/en/contribute/PRA/", typed).status_code == 404
    answer = client.post("/en/contribute/save/", {**typed, "draft": "x", "step": "short"})
    assert (answer.status_code, answer.json()["message"]) == (
        400, "This page was not made by us. Load it again.",
    )  # fmt: skip


def test_what_one_types_is_saved_at_once(client):
    token = new_token()
    typed = {**SHORT, "draft": token, "kind": "PRA", "step": "short", "revision": "0"}
    answer = client.post("/en/contribute/save/", typed)
    saved = answer.json()
    draft = Submission.objects.get()
    assert (saved["revision"], draft.title) == (1, "Language cafés")
    assert saved["url"] == f"/en/contribute/drafts/{draft.identifier}/short/"
    page = client.get(saved["url"]).text
    assert 'value="Language cafés"' in page
    assert '<option value="DE" selected>' in page


def test_stale_page_is_told_and_both_versions_can_be_chosen():
    draft, client = make.draft(), signed_in()
    save_draft(draft, changes={"problem": "First"}, revision=0, by=draft.author)
    typed = {"draft": make_token(draft.identifier), "step": "how", "revision": "0",
             "problem": "Second"}  # fmt: skip
    answer = client.post("/en/contribute/save/", typed)
    assert answer.status_code == 409
    compare = answer.json()["url"]
    page = client.get(compare).text
    assert "First" in page
    assert "Second" in page
    client.post(compare, {"keep": "copy"})
    draft.refresh_from_db()
    assert (draft.value("problem"), draft.copies.count()) == ("Second", 0)


def test_without_script_a_stale_step_leads_to_the_comparison():
    draft, client = make.draft(), signed_in()
    save_draft(draft, changes={"problem": "First"}, revision=0, by=draft.author)
    address = f"/en/contribute/drafts/{draft.identifier}/how/"
    answer = client.post(address, {"revision": "0", "problem": "Second", "then": "next"})
    assert answer.url == f"/en/contribute/drafts/{draft.identifier}/copies/{draft.copies.get().pk}/"


def test_typed_text_survives_an_expired_sign_in(client):
    draft = make.draft()
    address = f"/en/contribute/drafts/{draft.identifier}/how/"
    saving = {"draft": make_token(draft.identifier), "step": "how", "revision": "0"}
    answer = client.post("/en/contribute/save/", {**saving, "problem": "Nobody talks"})
    assert (answer.status_code, "signed out" in answer.json()["message"]) == (401, True)
    answer = client.post(address, {"revision": "0", "problem": "Nobody talks", "then": "next"})
    assert answer.status_code == 302
    assert f"next=%2Fen%2Fcontribute%2Fdrafts%2F{draft.identifier}%2Fhow%2F" in answer.url
    client.force_login(draft.author)
    page = client.get(address).text
    assert "Nobody talks" in page
    assert "This was typed before you signed in again." in page


def test_huge_field_is_refused_in_words():
    draft, client = make.draft(), signed_in()
    saving = {"draft": make_token(draft.identifier), "step": "how", "revision": "0"}
    answer = client.post("/en/contribute/save/", {**saving, "problem": "x" * 30_000})
    assert answer.status_code == 422
    assert "at most 20000 characters" in answer.json()["message"]


@pytest.mark.parametrize("kind", ["PRA", "APP", "GUI", "POL", "ACA", "ORG"])
def test_every_step_of_every_kind_opens_and_leads_on(kind):
    draft, client = make.draft(kind=kind, org_type="NGO"), signed_in()
    steps = steps_of(kind)
    for step, following in pairwise(steps[:-1]):
        address = f"/en/contribute/drafts/{draft.identifier}/{step.key}/"
        page = client.get(address)
        assert (address, page.status_code) == (address, 200)
        typed = {**carried(page.text), "then": "next"}
        if step.key == "what":
            typed |= {**SHORT, "org_type": "NGO"}
        answer = client.post(address, typed)
        assert (address, answer.status_code) == (address, 302)
        assert answer.url == f"/en/contribute/drafts/{draft.identifier}/{following.key}/"


def test_rows_are_added_one_by_one_without_script():
    draft, client = make.draft(), signed_in()
    address = f"/en/contribute/drafts/{draft.identifier}/evidence/"
    page = client.get(address).text
    rows = {"results-0-here": "1", "results-0-indicator": "Visitors", "results-0-value": "300"}
    answer = client.post(address, {**carried(page), **rows, "more": "results"})
    page = client.get(answer.url).text
    assert 'name="results-1-indicator"' in page
    assert 'value="Visitors"' in page


def test_wrong_numbers_are_kept_and_explained():
    draft, client = make.draft(), signed_in()
    address = f"/en/contribute/drafts/{draft.identifier}/both/"
    typed = {**carried(client.get(address).text), "total_cost": "about 12k", "then": "next"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "Enter a number." in answer.text
    draft.refresh_from_db()
    assert draft.value("total_cost") == "about 12k"


def test_last_step_shows_everything_and_sends():
    draft, client = make.draft(themes=["LAN"], gains_host="Friends"), signed_in()
    address = f"/en/contribute/drafts/{draft.identifier}/send/"
    page = client.get(address).text
    for text in ("Germany", "Friends", "Language", "City of Ashcombe"):
        assert text in page
    client.post(address)
    draft.refresh_from_db()
    assert draft.state == State.SCREENING


def test_last_step_names_what_is_missing():
    draft, client = make.draft(summary=""), signed_in()
    answer = client.post(f"/en/contribute/drafts/{draft.identifier}/send/")
    assert answer.status_code == 422
    assert "Say in a few sentences what it is." in answer.text


def test_robot_in_the_trap_is_held_and_not_deleted():
    client = signed_in()
    page = client.get("/en/contribute/PRA/").text
    typed = {**SHORT, **carried(page), "then": "send", "confirm_homepage": "https://spam.example"}
    client.post("/en/contribute/PRA/", typed)
    sent = Submission.objects.get()
    assert (sent.state, sent.held_for) == (State.SUBMITTED, ["first", "trap"])


def test_new_author_with_many_links_is_held():
    links = " ".join(f"https://example.org/{number}" for number in range(4))
    assert make.submission(summary=links).state == State.SUBMITTED


def test_author_with_accepted_work_is_not_held():
    first = make.submission()
    move_submission(first, to=State.LISTED, by=SYSTEM)
    links = " ".join(f"https://example.org/{number}" for number in range(4))
    again = make.submission(summary=links)
    assert (again.state, again.held_for) == (State.SCREENING, [])


def test_own_page_asks_no_more_for_more():
    client = signed_in()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/en/my/").status_code == 200
        return len(asked)

    make.draft()
    queries()
    one = queries()
    make.submission()
    make.draft()
    assert queries() == one


def test_stranger_sees_nothing_of_it(client):
    sent = make.submission()
    draft = make.draft()
    stranger = signed_in(accounts.stranger())
    for visitor in (client, stranger):
        assert visitor.get(f"/en/my/{sent.identifier}/").status_code == 404
        assert sent.title not in visitor.get("/en/my/").text
    assert stranger.get(f"/en/contribute/drafts/{draft.identifier}/how/").status_code == 404


def test_author_and_editors_write_to_each_other():
    sent, client = make.submission(), signed_in()
    address = f"/en/my/{sent.identifier}/"
    client.post(address, {"do": "message", "text": "May I add a photo?"})
    page = client.get(address).text
    assert "May I add a photo?" in page


def test_draft_is_thrown_away_by_its_author():
    draft, client = make.draft(), signed_in()
    client.post(f"/en/my/{draft.identifier}/", {"do": "discard"})
    assert Submission.objects.count() == 0


def test_nobody_fills_a_strangers_mailbox(client):
    for _ in range(6):
        page = client.get("/en/contribute/PRA/").text
        typed = {**SHORT, **carried(page), "email": "victim@example.org", "then": "leave"}
        assert client.post("/en/contribute/PRA/", typed).status_code == 302
    page = client.get("/en/contribute/PRA/").text
    typed = {**SHORT, **carried(page), "email": "victim@example.org", "then": "leave"}
    assert client.post("/en/contribute/PRA/", typed).status_code == 429
    assert Submission.objects.count() == 7  # The text of the seventh is kept all the same.


def test_places_of_the_short_page_stand_in_the_order_of_the_alphabet(client):
    page = html.unescape(client.get("/en/contribute/PRA/").text)
    where = page[page.index('name="places"') :]
    where = where[: where.index("</select>")]
    groups = re.findall(r'<optgroup label="([^"]+)">', where)
    assert groups == ["Countries", "Cities and parts of countries", "Regions"]
    countries = re.findall(r"<option[^>]*>([^<]+)<", where[: where.index("Cities and parts")])[1:]
    assert "Lebanon" in countries
    assert countries == sorted(countries, key=str.casefold)


def test_the_short_page_keeps_all_places_that_were_given_elsewhere():
    draft = make.draft(places=["DE", "FR"])
    client = signed_in(draft.author)
    address = f"/en/contribute/drafts/{draft.identifier}/short/"

    page = client.get(address).text
    chosen = re.findall(r'name="places" value="(\w+)"[^>]*checked', page)
    client.post(address, {**SHORT, **carried(page), "places": chosen, "then": "full"})

    draft.refresh_from_db()
    assert sorted(draft.content["places"]) == ["DE", "FR"]
