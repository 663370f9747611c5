"""A person's programs begin drafts with a token, and can do nothing else with it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tessera.interop.api import drafts
from tessera.interop.models import ApiToken
from tessera.interop.tokens.actions import end_token, find_token, make_token
from tessera.lib.errors import NotAllowedError
from tessera.review.models import Submission
from tests.factories.accounts import stranger, user

pytestmark = pytest.mark.django_db
DRAFT = {"kind": "PRA", "language": "fr", "title": "Cafés des langues"}


@pytest.fixture
def person():
    return user("writer@example.org")


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def test_program_begins_a_draft_that_its_person_finds(client, person, monkeypatch):
    token, secret = make_token(
        user=person, name="x", scopes=["drafts:write", "drafts:read"], days=30, by=person
    )
    assert secret not in str(ApiToken.objects.values())
    answer = client.post("/api/v1/drafts", DRAFT, "application/json", headers=bearer(secret))
    assert answer.status_code == 201
    submission = Submission.objects.get()
    assert (submission.author, submission.state, submission.language) == (person, "draft", "fr")
    assert submission.content["title"] == "Cafés des langues"
    assert answer.json()["id"] == submission.identifier
    own = Client()
    own.force_login(person)
    page = "/" + answer.json()["url"].split("/", 3)[3]
    assert own.get(page, follow=True).status_code == 200
    listed = client.get("/api/v1/drafts", headers=bearer(secret)).json()
    assert [each["title"] for each in listed] == ["Cafés des langues"]
    assert "RateLimit" in answer.headers
    for wrong in ({"kind": "XXX"}, {"title": ""}, {"source_url": "javascript:x"}):
        bad = client.post(
            "/api/v1/drafts", DRAFT | wrong, "application/json", headers=bearer(secret)
        )
        assert bad.status_code == 422
        assert bad["Content-Type"] == "application/problem+json"
    monkeypatch.setattr(drafts, "MOST_A_DAY", 1)
    much = client.post("/api/v1/drafts", DRAFT, "application/json", headers=bearer(secret))
    assert much.status_code == 429
    assert int(much["Retry-After"]) > 0
    assert ApiToken.objects.get().last_used_on == timezone.now().date()
    assert token.scopes == ["drafts:read", "drafts:write"]


@pytest.mark.parametrize("body", [b"\x00", b"{", b'{"kind": ', b"\xff\xfe", b""])
def test_what_is_no_json_is_told_as_a_problem(client, person, body):
    _token, secret = make_token(user=person, name="x", scopes=["drafts:write"], days=30, by=person)
    answer = client.post("/api/v1/drafts", body, "application/json", headers=bearer(secret))
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    assert not Submission.objects.exists()


def test_what_is_no_good_token_opens_nothing(client, person):
    only_read = make_token(user=person, name="r", scopes=["drafts:read"], days=30, by=person)[1]
    token, secret = make_token(user=person, name="w", scopes=["drafts:write"], days=30, by=person)

    def status(key: str) -> int:
        answer = client.post("/api/v1/drafts", DRAFT, "application/json", headers=bearer(key))
        assert answer["Content-Type"] == "application/problem+json"
        return answer.status_code

    assert [status(""), status("tess_guess"), status(secret[:-1]), status(only_read)] == [
        401, 401, 401, 403,
    ]  # fmt: skip
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(1))
    assert status(secret) == 401
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() + timedelta(1))
    person.is_active = False
    person.save()
    assert find_token(secret) is None
    assert not Submission.objects.exists()


def test_person_makes_and_ends_tokens_on_a_page(person):
    client = Client()
    assert client.get("/en/account/tokens/").status_code == 302
    client.force_login(person)
    assert client.post("/en/account/tokens/", {"name": "Our database"}).status_code == 422
    values = {"name": "Our database", "scopes": ["drafts:write"], "days": "90"}
    made = client.post("/en/account/tokens/", values)
    secret = made.text.split('<code dir="ltr">')[1].split("<")[0]
    assert "no-store" in made["Cache-Control"]
    assert find_token(secret).name == "Our database"
    assert secret not in client.get("/en/account/tokens/").text
    other = Client()
    other.force_login(stranger())
    token = ApiToken.objects.get()
    assert other.post(f"/en/account/tokens/{token.pk}/end/").status_code == 404
    client.post(f"/en/account/tokens/{token.pk}/end/")
    assert find_token(secret) is None
    for number in range(10):
        make_token(user=person, name=str(number), scopes=["drafts:read"], days=30, by=person)
    full = client.post("/en/account/tokens/", values)
    assert full.status_code == 422
    assert "End one first" in full.text


def test_the_stranger_may_not(person):
    other = stranger()
    with pytest.raises(NotAllowedError):
        make_token(user=person, name="x", scopes=["drafts:read"], days=1, by=other)
    token, _secret = make_token(user=person, name="x", scopes=["drafts:read"], days=1, by=person)
    with pytest.raises(NotAllowedError):
        end_token(token, by=other)
