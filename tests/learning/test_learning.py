"""Somebody takes a course to its certificate, and an employer checks it."""

import base64
import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.accounts.personal_data import Fate, registered
from tessera.learning import building, studying
from tessera.learning.actions import retire_course
from tessera.learning.errors import CourseStateError
from tessera.learning.models import (
    Attempt,
    Certificate,
    Enrolment,
    Module,
    Question,
    Unit,
    Writing,
)
from tessera.lib.errors import NotAllowedError
from tessera.lib.verifiable_codes import code_typed, new_code
from tests.factories.accounts import PASSWORD, desk_editor, stranger, user
from tests.factories.learning import course, draft_course, right_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    person = user("learner@example.org", first_name="Amina", last_name="Diallo", second_step=False)
    client.force_login(person)
    return person


def test_learner_goes_from_enrolment_to_a_certificate_that_others_check(client, learner):
    made = course()
    address = f"/en/learn/{made.identifier}/"
    assert "Enrol and keep my progress" in client.get(address).text
    assert client.post(f"{address}enrol/").url == address
    client.post(f"{address}enrol/")
    assert Enrolment.objects.count() == 1
    page = client.get(address).text
    assert "0 of 3 units done" in page
    assert f'href="{address}start/"' in page

    client.post(f"{address}start/work/", {"do": "note", "text": "Ask <b>Nuria</b>"})
    assert "Ask &lt;b&gt;Nuria&lt;/b&gt;" in client.get(f"{address}start/").text
    assert client.post(f"{address}start/work/", {"do": "done"}).url == f"{address}think/"
    assert client.post(f"{address}check/work/", {"do": "done"}).status_code == 422
    assert client.get(f"{address}certificate/").status_code == 404
    too_long = client.post(f"{address}think/work/", {"do": "answer", "text": "word " * 1700})
    assert too_long.status_code == 422
    assert "At most 8,000 characters" in too_long.text
    assert too_long.text.count("word ") >= 1600  # What was typed is still there.
    client.post(f"{address}think/work/", {"do": "answer", "text": "I would ask."})
    assert "I would ask." in client.get(f"{address}think/").text
    assert "2 of 3 units done" in client.get(address).text
    assert f'href="{address}check/"' in client.get("/en/learn/mine/").text

    client.post(f"{address}check/work/", {"do": "quiz", "stray": "x" * 9999})
    assert "0 of 4 right." in client.get(f"{address}check/").text
    assert client.get(f"{address}check/?again=1").text.count('class="question"') == 4
    client.post(f"{address}check/work/", {"do": "quiz", **right_answers(made)})
    assert "4 of 4 right." in client.get(f"{address}check/").text
    assert [each.score for each in Attempt.objects.all()] == [4, 0]
    assert "stray" not in Attempt.objects.last().answers
    assert "Completed on" in client.get(address).text

    asked = client.get(f"{address}certificate/")
    assert 'value="Amina Diallo"' in asked.text
    refused = client.post(f"{address}certificate/", {"name": "Amina D."})
    assert refused.status_code == 422
    assert "nobody could check" in refused.text
    shown = client.post(f"{address}certificate/", {"name": "Amina D.", "consent": "on"}).url
    certificate = Certificate.objects.get()
    assert shown == f"/en/learn/certificates/{certificate.code}/"
    transcript = client.get("/en/learn/mine/transcript/").text
    assert certificate.code in transcript
    assert "15 minutes of learning completed." in transcript

    client.logout()
    typed = certificate.code.lower().replace("-", " ")
    assert client.get("/en/learn/certificates/", {"code": typed}).url == shown
    checked = client.get(shown)
    assert "This certificate is genuine." in checked.text
    assert "Amina D." in checked.text
    assert "Change the name" not in checked.text
    assert checked.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in checked.headers["Cache-Control"]
    assert "Asking first" in client.get(shown.replace("/en/", "/fr/")).text
    assert client.get(f"/en/learn/certificates/{new_code()}/").status_code == 404
    assert client.get("/en/learn/certificates/", {"code": "7K2P"}).status_code == 422
    check_badge(client.get(f"{shown}badge.jwt").text, client)

    client.force_login(learner)
    client.post(f"{address}certificate/", {"do": "withdraw"})
    assert client.get(shown).status_code == 404


def check_badge(text, client):
    """As a wallet does: the signature with the key of the issuer's profile, then the claims."""

    def decoded(part):
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    header, claims, signature = text.split(".")
    profile = client.get("/en/learn/certificates/issuer.json").json()
    (method,) = profile["verificationMethod"]
    assert json.loads(decoded(header))["kid"] == method["id"]
    key = Ed25519PublicKey.from_public_bytes(decoded(method["publicKeyJwk"]["x"]))
    key.verify(decoded(signature), f"{header}.{claims}".encode())
    badge = json.loads(decoded(claims))
    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert badge["credentialSubject"]["achievement"]["name"] == "Asking first"
    assert badge["iss"] == badge["issuer"]["id"] == profile["id"]
    arabic = client.get("/ar/learn/certificates/issuer.json").json()
    assert arabic["id"] == profile["id"], "one issuer, whatever language is read"
    assert "@" not in re.sub(r'"@context"', "", json.dumps(badge))


def test_stranger_may_not_touch_what_is_anothers(client, learner):
    made, draft = course(), draft_course("Unfinished")
    enrolment = studying.enrol(made, language="en", by=learner)
    reading = Unit.objects.get(module__course=made, key="start")
    other = stranger()
    for act in (
        lambda: studying.leave(enrolment, by=other),
        lambda: studying.see_unit(enrolment, reading.pk, by=other),
        lambda: studying.finish_unit(enrolment, reading, by=other),
        lambda: studying.write(enrolment, reading, kind="note", text="x", by=other),
        lambda: studying.attempt_quiz(enrolment, reading, {}, by=other),
        lambda: studying.issue_certificate(enrolment, name="x", by=other),
        lambda: studying.enrol(draft, language="en", by=other),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(CourseStateError):
        studying.issue_certificate(enrolment, name="x", by=learner)
    Enrolment.objects.update(completed_at="2026-11-26T00:00Z")
    certificate = studying.issue_certificate(enrolment, name="x", by=learner)
    with pytest.raises(NotAllowedError):
        studying.withdraw_certificate(certificate, by=other)
    client.logout()
    address = f"/en/learn/{made.identifier}/"
    for path in ("enrol/", "start/work/", "leave/", "certificate/"):
        assert "/account/login/" in client.post(f"{address}{path}").url
    client.force_login(other)
    for path in ("start/work/", "leave/", "certificate/"):
        assert client.post(f"{address}{path}", {"do": "done"}).status_code == 404


def test_leaving_and_erasing_forget_all_and_a_retired_course_stays_open_to_learners(
    client, learner
):
    made = course()
    enrolment = studying.enrol(made, language="en", by=learner)
    reading = Unit.objects.get(module__course=made, key="start")
    studying.write(enrolment, reading, kind="note", text="Mine", by=learner)
    retire_course(made, by=desk_editor())
    address = f"/en/learn/{made.identifier}/"
    assert "No longer offered" in client.get(address).text
    exported = {each.model.__name__: list(each.export(learner)) for each in registered()}
    assert [row["text"] for row in exported["Writing"]] == ["Mine"]
    assert [row["course__identifier"] for row in exported["Enrolment"]] == [made.identifier]
    assert "is deleted" in client.get(f"{address}leave/").text
    client.post(f"{address}leave/")
    assert Writing.objects.count() == 0
    assert client.get(address).status_code == 404
    again = Enrolment.objects.create(user=learner, course=made, seen_at="2026-11-26T00:00Z")
    studying.write(again, reading, kind="note", text="Mine", by=learner)
    for each in registered():
        if each.model._meta.app_label == "learning":
            each.erase(learner, Fate.ANONYMIZE)
    assert Enrolment.objects.count() == Writing.objects.count() == 0


def test_pages_of_a_learner_cost_a_fixed_number_of_queries(client, learner):
    made = course()
    studying.enrol(made, language="en", by=learner)

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    first = queries("/en/learn/mine/")
    for title in ("Two", "Three"):
        studying.enrol(course(title), language="en", by=learner)
    assert queries("/en/learn/mine/") == first
    assert queries(f"/en/learn/{made.identifier}/") <= 12
    assert queries(f"/en/learn/{made.identifier}/start/") <= 14


def test_code_is_read_as_it_may_be_typed():
    code = new_code()
    assert code_typed(code.lower().replace("-", "").replace("1", "l").replace("0", "o")) == code
    assert code_typed("<script>") == code_typed("") == code_typed("U" * 12) == ""


def test_course_is_completed_when_the_last_open_unit_is_removed(learner):
    made = course()
    enrolment = studying.enrol(made, language="en", by=learner)
    start, think, quiz = Unit.objects.all()
    studying.finish_unit(enrolment, start, by=learner)
    studying.write(enrolment, think, kind="answer", text="I would ask.", by=learner)
    other = studying.enrol(made, language="en", by=stranger())
    building.remove(quiz, by=desk_editor())
    enrolment.refresh_from_db()
    other.refresh_from_db()
    assert enrolment.completed_at
    assert other.completed_at is None


def test_unit_that_was_only_begun_keeps_nobody_from_completing(client, learner):
    made = course()
    enrolment = studying.enrol(made, language="en", by=learner)
    building.add_unit(Module.objects.get(), title="Later", kind="quiz", by=desk_editor())
    made.refresh_from_db()
    start, think, quiz, _later = Unit.objects.all()
    studying.finish_unit(enrolment, start, by=learner)
    studying.write(enrolment, think, kind="answer", text="I would ask.", by=learner)
    at = f"/en/learn/{made.identifier}/{quiz.key}/work/"
    client.post(at, {"do": "quiz", **right_answers(made)})
    enrolment.refresh_from_db()
    assert enrolment.completed_at


def test_answer_of_spaces_is_not_said_to_be_saved(client, learner):
    made = course()
    address = f"/en/learn/{made.identifier}/"
    client.post(f"{address}enrol/")
    refused = client.post(f"{address}think/work/", {"do": "answer", "text": "  "})
    assert refused.status_code == 422
    assert "Write something." in refused.text
    client.post(f"{address}think/work/", {"do": "answer", "text": "I would ask."})
    client.post(f"{address}think/work/", {"do": "answer", "text": ""})
    assert not Writing.objects.exists()


def test_learner_sees_how_often_a_quiz_was_tried_and_the_own_order(client, learner):
    made = course()
    address = f"/en/learn/{made.identifier}/"
    client.post(f"{address}enrol/")
    assert "You tried it" not in client.get(f"{address}check/").text
    client.post(f"{address}check/work/", {"do": "quiz", **right_answers(made)})
    ordering = Question.objects.get(kind="ordering")
    wrong = {f"q{ordering.pk}-{number}": str(3 - number) for number in range(3)}
    client.post(f"{address}check/work/", {"do": "quiz", **wrong})
    page = client.get(f"{address}check/").text
    assert "You tried it 2 times; at best 4 of 4 right." in page
    assert "3. First" in page


def test_answer_of_another_window_is_not_written_over_unseen(client, learner):
    made = course()
    address = f"/en/learn/{made.identifier}/think/"
    client.post(f"/en/learn/{made.identifier}/enrol/")
    seen = client.get(address).context["answer_seen"]
    client.post(f"{address}work/", {"do": "answer", "text": "From the phone.", "seen": seen})
    refused = client.post(f"{address}work/", {"do": "answer", "text": "From here.", "seen": seen})
    assert refused.status_code == 422
    assert "changed in another window" in refused.text
    assert "From the phone." in refused.text
    assert "From here." in refused.text
    assert Writing.objects.get().text == "From the phone."
    again = {"do": "answer", "text": "From here.", "seen": refused.context["answer_seen"]}
    assert client.post(f"{address}work/", again).status_code == 302
    assert Writing.objects.get().text == "From here."
    same = client.post(f"{address}work/", {"do": "answer", "text": "From here.", "seen": seen})
    assert same.status_code == 302


def test_who_was_signed_out_while_writing_loses_nothing(client, learner):
    made = course()
    address = f"/en/learn/{made.identifier}/think/"
    client.post(f"/en/learn/{made.identifier}/enrol/")
    client.logout()
    led = client.post(f"{address}work/", {"do": "answer", "text": "Half an <b>hour</b> of work."})
    assert led.url.startswith("/en/account/login/?next=")
    assert not Writing.objects.exists()
    client.login(username=learner.email, password=PASSWORD)
    page = client.get(address)
    assert page.status_code == 200
    assert "You were signed out meanwhile." in page.text
    assert "Half an &lt;b&gt;hour&lt;/b&gt; of work.</textarea>" in page.text
    assert "Half an" not in client.get(f"/en/learn/{made.identifier}/start/").text
    text = {"do": "answer", "text": "Half an hour of work.", "seen": page.context["answer_seen"]}
    client.post(f"{address}work/", text)
    assert Writing.objects.get().text == "Half an hour of work."
    assert "You were signed out" not in client.get(address).text
