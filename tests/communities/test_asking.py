"""A question finds a few people who may know; they answer by a personal link."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.accounts.personal_data import Fate, registered
from tessera.communities.actions import asking, reusing
from tessera.communities.errors import CommunityStateError
from tessera.communities.matching import find_peers
from tessera.communities.models import PeerQuestion, PeerRequest
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import block_member
from tessera.network.models import PersonText
from tessera.notifications.actions import stop_mail
from tessera.notifications.models import Mail
from tests.factories.accounts import browser, desk_editor
from tests.factories.catalogue import record
from tests.factories.communities import person as account
from tests.factories.people import person
from tests.factories.vocabularies import concept, place

pytestmark = pytest.mark.django_db


def peer(name: str, **fields: object):
    """Somebody who is willing to answer questions about languages, in English."""
    given = {"themes": ["LAN"], "languages": ["en"], "willing": ["peer"], **fields}
    return person(name, user=account(name), **given)


@pytest.fixture
def leyla():
    return account("Leyla Haddad")


def question(by, **fields: object) -> PeerQuestion:
    """A question about languages in Germany, passed on."""
    values = {
        "title": "How do you pay interpreters?", "text": "We have twelve.", "language": "en",
        "languages": [], "themes": [concept("TH", "LAN").pk], "place": place("DE"), **fields,
    }  # fmt: skip
    asked = asking.ask_peers(**values, by=by)
    if asked.state == "held":
        asking.decide_question(asked, is_passed_on=True, reason="", by=SYSTEM)
    asked.refresh_from_db()
    return asked


def asked_names(of: PeerQuestion) -> list[str]:
    return [each.person.display_name for each in of.requests.order_by("pk")]


def test_who_fits_is_asked_and_nobody_else(leyla):
    best = peer("Best", regions=["DE"])
    peer("Theme only")
    peer("Place only", themes=["HOU"], regions=["DE"])
    peer("Nothing fits", themes=["HOU"])
    peer("Other language", languages=["fr"])
    peer("Not willing", willing=["mentor"])
    peer("Paused", availability="paused")
    peer("Later", available_from=timezone.localdate() + timedelta(days=9))
    peer("No consent", consent_until=timezone.localdate() - timedelta(days=1))
    kept_away = peer("Blocked", regions=["DE"])
    block_member(leyla, by=kept_away.user)
    person("No account", themes=["LAN"], languages=["en"], willing=["peer"])
    made = question(leyla)
    assert asked_names(made) == ["Best", "Theme only", "Place only"]
    assert made.requests.get(person=best).why == ["theme", "language", "region"]
    assert Mail.objects.filter(kind="communities.asked").count() == 3
    page = browser(leyla).get(made.get_absolute_url()).text
    assert "3 people were asked" in page
    assert "Best" not in page


def test_who_was_away_is_asked_again_from_the_day_they_named(leyla):
    today = timezone.localdate()
    peer("Back", availability="paused", available_from=today)
    peer("Still away", availability="paused", available_from=today + timedelta(days=1))
    assert asked_names(question(leyla)) == ["Back"]


def test_without_a_list_of_languages_ones_own_words_tell_what_one_speaks(leyla):
    """Whoever leaves the list empty is not silently never asked."""
    peer("Wrote in English", languages=[])
    other = peer("Wrote in Turkish", languages=[])
    PersonText.objects.filter(person=other).update(language="tr")
    assert asked_names(question(leyla)) == ["Wrote in English"]


def test_nobody_is_asked_too_often_and_at_most_five_in_all(leyla):
    tired, rested = peer("Tired", questions_a_month=1), peer("Rested")
    before = question(account("Omar Aziz"))
    assert before.requests.count() == 2
    long_ago = timezone.now() - timedelta(days=5)
    PeerRequest.objects.filter(person=rested).update(asked_at=long_ago)
    PeerRequest.objects.filter(person=tired).update(asked_at=long_ago)
    assert [match.person for match in find_peers(question(leyla), most=9)] == []
    assert asked_names(PeerQuestion.objects.first()) == ["Rested"]
    for number in range(8):
        peer(f"Peer {number}")
    stop_mail(address="peer.0@example.org", kind="communities.asked")
    many = question(account("Ana Ruiz"))
    assert many.requests.count() == 3
    for _each in range(6):
        request = many.requests.filter(state="asked").first()
        if request:
            asking.decline_request(request)
    many.refresh_from_db()
    assert many.requests.count() == 5
    assert "Peer 0" not in asked_names(many)
    assert many.state == "silent"
    assert Mail.objects.get(kind="communities.peer_outcome").context["state"] == "silent"


def test_a_peer_answers_by_the_personal_link(client, leyla):
    nuria = peer("Nuria Salcedo")
    made = question(leyla)
    link = Mail.objects.get(kind="communities.asked").context["path"]
    page = client.get(link)
    assert "We have twelve." in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.text
    assert made.requests.get().state == "asked"
    assert client.post(link, {"text": "", "language": "en"}).status_code == 422
    assert client.get(link[:-3] + "abc/").status_code == 404
    given = {"text": "From the first day.", "language": "en"}
    assert "Thank you" in client.post(link, given).text
    client.post(link, {**given, "text": "From the first day, by the hour."})
    made.refresh_from_db()
    assert (made.state, made.requests.get().state) == ("answered", "answered")
    assert Mail.objects.filter(kind="communities.peer_answer", user=leyla).count() == 1
    ours = browser(leyla)
    own = ours.get(made.get_absolute_url()).text
    assert "by the hour." in own
    assert "Nuria Salcedo" in own
    stranger = account("Omar Aziz")
    for reader in (client, browser(stranger), browser(nuria.user)):
        assert reader.get(made.get_absolute_url()).status_code in {302, 404}
    request = made.requests.get()
    for act in (
        lambda: asking.close_question(made, by=stranger),
        lambda: asking.thank_peer(request, by=stranger),
        lambda: reusing.draft_from_answer(request, by=stranger),
        lambda: reusing.note_from_answer(request, record="", by=stranger),
        lambda: asking.decide_question(made, is_passed_on=True, reason="", by=stranger),
    ):
        with pytest.raises(NotAllowedError):
            act()
    use = f"{made.get_absolute_url()}answers/{request.pk}/"
    ours.post(use, {"act": "thank"})
    draft = ours.post(use, {"act": "draft"})["Location"]
    text = ours.get(draft, follow=True).text
    assert "How do you pay interpreters?" in text
    made.refresh_from_db()
    assert made.reuse_count == 1
    ours.post(f"{made.get_absolute_url()}close/")
    with pytest.raises(CommunityStateError):
        asking.answer_question(request, text="More", language="en")


def test_an_answer_becomes_a_note_on_a_record(leyla):
    peer("Nuria Salcedo")
    made = question(leyla)
    request = made.requests.get()
    asking.answer_question(request, text="By the hour.", language="en")
    practice, study = record("Telephone interpreting"), record("A study", kind="ACA")
    ours, use = browser(leyla), f"{made.get_absolute_url()}answers/{request.pk}/"
    for nothing in ("", "x", "2222-2222", study.identifier, "\x00" * 999):
        answer = ours.post(use, {"act": "note", "record": nothing}, follow=True)
        assert "No approach or practice here has this number" in answer.text, nothing
    for named in (practice.identifier.lower(), f"https://x.example/id/{practice.identifier}"):
        address = ours.post(use, {"act": "note", "record": named})["Location"]
        form = ours.get(address).context["form"]
        assert form["adapted"].value() == "By the hour."
        assert form["need"].value() == "We have twelve."
        assert form["country"].value() == "DE"
    made.refresh_from_db()
    assert made.reuse_count == 1
    others = browser(account("Omar Aziz"))
    for reader in (others, Client()):
        assert "By the hour." not in reader.get(address).text, "an answer is for who asked"
    for nonsense in ("x", f"{made.identifier}.", f"{made.identifier}.99999999999999", "%00.1"):
        plain = ours.get(address.partition("?")[0] + f"?answer={nonsense}")
        assert (plain.status_code, "By the hour." in plain.text) == (200, False)


def test_the_silent_are_reminded_once_and_then_another_is_asked(leyla):
    for name in ("One", "Two", "Three", "Four"):
        peer(name)
    made = question(leyla)
    assert asking.follow_up_questions() == 0
    made.requests.update(asked_at=timezone.now() - timedelta(days=5))
    assert asking.follow_up_questions() == 3
    assert asking.follow_up_questions() == 0
    assert Mail.objects.filter(kind="communities.asked_again").count() == 3
    first = made.requests.first()
    PeerRequest.objects.filter(pk=first.pk).update(asked_at=timezone.now() - timedelta(days=10))
    assert asking.follow_up_questions() == 1
    assert [each.state for each in made.requests.order_by("pk")] == [
        "silent", "asked", "asked", "asked",
    ]  # fmt: skip


def test_a_first_question_is_read_before_it_is_passed_on(leyla):
    peer("Nuria Salcedo")
    ours = browser(leyla)
    given = {"title": "Buy now", "text": "Cheap", "language": "en",
             "themes": [concept("TH", "LAN").pk]}  # fmt: skip
    assert ours.post("/en/ask/", {**given, "themes": []}).status_code == 422
    page = ours.get(ours.post("/en/ask/", given)["Location"]).text
    assert "your first question" in page
    assert not Mail.objects.exists()
    held = PeerQuestion.objects.get()
    desk = browser(desk_editor())
    assert "Buy now" in desk.get("/en/desk/moderation/").text
    decide = f"/en/desk/questions/{held.identifier}/"
    assert ours.get(decide).status_code == 403
    assert desk.get(decide).status_code == 200
    assert desk.post(decide, {"act": "decline", "reason": ""}).status_code == 422
    desk.post(decide, {"act": "decline", "reason": "This is an advertisement."})
    assert "This is an advertisement." in ours.get(held.get_absolute_url()).text
    for _each in range(3):
        asking.ask_peers(title="A", text="B", language="en", languages=[], themes=[], place=None,
                         by=leyla)  # fmt: skip
    assert ours.post("/en/ask/", given).status_code == 422


def test_the_numbers_are_public_once_they_name_nobody(client, leyla):
    assert "Too few questions" in client.get("/en/ask/measures/").text
    assert client.get("/en/ask/").status_code == 200
    now = timezone.now()
    for number in range(6):
        PeerQuestion.objects.create(
            title="A", text="B", language="en", asker=leyla, routed_at=now - timedelta(hours=8),
            first_answer_at=now if number < 3 else None, reuse_count=number % 2,
        )  # fmt: skip
    page = client.get("/en/ask/measures/").text
    assert "50 %" in page
    assert "Too few questions" not in page


def test_with_the_account_go_question_and_name(leyla):
    nuria = peer("Nuria Salcedo")
    made = question(leyla)
    asking.answer_question(made.requests.get(), text="By the hour.", language="en")
    models = {PeerQuestion, PeerRequest}
    entries = [entry for entry in registered() if entry.model in models]
    assert len(entries) == 2
    for entry in entries:
        assert list(entry.export(leyla if entry.model is PeerQuestion else nuria.user))
    for entry in entries:
        entry.erase(nuria.user, Fate.DELETE)
    assert made.requests.get().text == "By the hour."
    for entry in entries:
        entry.erase(leyla, Fate.ANONYMIZE)
    assert not PeerQuestion.objects.exists()
