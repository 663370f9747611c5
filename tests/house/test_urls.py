"""Every address answers everybody as it should, safely, and in one manner."""

import json

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from tessera.accounts import roles
from tests.factories.accounts import administrator, user
from tests.factories.catalogue import draft_record
from tests.factories.index import own_index
from tests.house import addresses

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(autouse=True)
def contact(settings) -> None:
    """Without one, security.txt is not there."""
    settings.SITE_CONTACT = "mailto:security@example.org"


def member(name: str) -> Client:
    """A person of a role, signed in."""
    client = Client(headers={"accept-language": "en"})
    if name == "nobody":
        return client
    if name == "administrator":
        person = administrator()
    else:
        person = user(f"{name}@example.org")
        person.groups.add(Group.objects.get(name=getattr(roles, name.upper())))
    client.force_login(person)
    return client


def test_every_name_is_in_one_of_the_lists():
    listed = [
        *addresses.PAGES,
        *addresses.PAGES_WITHOUT_LANGUAGE,
        *addresses.FORMS,
        *addresses.SIGNING_IN,
        *addresses.FOR_SIGNED_IN,
        *addresses.STEPS,
        *addresses.FOR_MACHINES,
        *addresses.OTHERS - {"error_preview"},
    ]
    assert sorted(listed) == sorted(addresses.names())


@pytest.mark.parametrize("role", ["nobody", "editors", "stewards", "administrator"])
def test_every_public_page_answers_every_role(there, role):
    client = member(role)
    answers = {path: client.get(path).status_code for path in addresses.pages(there, "en")}
    assert {path: status for path, status in answers.items() if status != 200} == {}
    for path, expected in addresses.FOR_MACHINES.values():
        path = path.format(**addresses.values(there))
        assert (path, client.get(path).status_code) == (path, expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_in_every_language(there, client, language):
    for path in addresses.pages(there, language):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 200)
        if path.startswith(f"/{language}/"):
            tag = language.replace("hans", "Hans")
            assert f'<html lang="{tag}"' in answer.text, path
            assert answer.headers["Content-Language"] == language, path


def test_head_answers_like_get_without_a_body(there, client):
    machines = [
        path.format(**addresses.values(there)) for path, _status in addresses.FOR_MACHINES.values()
    ]
    for path in [*addresses.pages(there, "en"), *machines]:
        if path.startswith("/api/v1/") and path != "/api/v1/docs":
            continue  # The API's framework has one method per operation.
        assert (path, client.head(path).status_code) == (path, client.get(path).status_code)


def test_pages_that_only_read_refuse_to_be_written(there, client):
    for path in addresses.pages(there, "en"):
        if path in {"/en/display/"} or path.removeprefix("/en/").rstrip("/") in {
            "about", "how-records-are-checked", "accessibility", "privacy",
        }:  # fmt: skip
            continue  # The choice of display is a form; editorial pages are Wagtail's.
        answer = client.post(path)
        assert (path, answer.status_code) == (path, 405)
        assert "GET" in answer.headers["Allow"]


UNKNOWN = (
    "records/0000-0000/x/", "records/0000-0000/", "records/0000-0000/x/versions/",
    "records/{full}/versions/99/", "records/{full}/compare/1..99/", "organizations/0000-0000/x/",
    "themes/NOTHING/", "places/xx/", "places/region/999/", "no-such-page/", "search.exe",
    "errors/500/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_what_is_not_there_is_not_found_in_the_readers_language(there, client, language):
    for address in UNKNOWN:
        path = f"/{language}/{address.format(**addresses.values(there))}"
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 404)
        assert f'<html lang="{language.replace("hans", "Hans")}"' in answer.text, path
        assert answer.headers["X-Robots-Tag"] == "noindex", path


def test_machines_are_told_what_is_not_there_in_their_own_way(there, client):
    assert client.get("/id/0000-0000").status_code == 404
    assert client.get("/sitemap-records-999.xml").status_code == 404
    assert client.get("/sitemap-nothing-1.xml").status_code == 404
    answer = client.get("/api/v1/records/0000-0000")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 404


def test_draft_is_shown_to_nobody_in_public(there):
    draft = draft_record("Not yet public")
    for role in ("nobody", "administrator"):
        client = member(role)
        for path in (f"/en/records/{draft.identifier}/", f"/id/{draft.identifier}"):
            assert (role, path, client.get(path).status_code) == (role, path, 404)


def test_what_has_left_says_so(there, client):
    gone = client.get(f"/en/records/{there.withdrawn.identifier}/")
    assert gone.status_code == 410
    assert "It closed." in gone.text
    moved = client.get(f"/en/records/{there.merged.identifier}/", follow=True)
    assert moved.redirect_chain[0][1] == 301
    assert moved.redirect_chain[-1][0] == there.full.get_absolute_url()
    assert moved.status_code == 200


def faults_of(answer) -> list[str]:
    """What an answer lacks for safety. A page that could run inline code is not safe."""
    policy = answer.headers.get("Content-Security-Policy", "")
    expected = {
        "no strict policy": "script-src 'self'" in policy and "unsafe" not in policy,
        "may be framed": "frame-ancestors 'self'" in policy or "frame-ancestors 'none'" in policy,
        "types are guessed": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "tells where readers come from": answer.headers.get("Referrer-Policy")
        == "strict-origin-when-cross-origin",
        "no frame option": answer.headers.get("X-Frame-Options") in {"SAMEORIGIN", "DENY"},
    }
    return [fault for fault, is_well in expected.items() if not is_well]


def test_every_answer_is_safe(there, client):
    machines = [
        path.format(**addresses.values(there)) for path, _status in addresses.FOR_MACHINES.values()
    ]
    missing = ["/en/no-such-page/", f"/en/records/{there.withdrawn.identifier}/"]
    for path in [*addresses.pages(there, "en"), *machines, *missing]:
        assert (path, faults_of(client.get(path))) == (path, [])


def test_no_public_page_sets_a_cookie(there, client):
    for path in addresses.pages(there, "fr"):
        assert client.get(path).cookies == {}, path


BACK_OFFICE = ("/editors/", "/editors/snippets/catalogue/practice/", "/editors/users/")


def test_the_back_office_is_for_its_people_alone():
    stranger = Client()
    stranger.force_login(user("stranger@example.org"))
    for path in BACK_OFFICE:
        answer = member("nobody").get(path)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/editors/login/")
        assert stranger.get(path).status_code == 302
    editor, steward = member("editors"), member("stewards")
    answers = [editor.get(path).status_code for path in BACK_OFFICE]
    assert answers == [200, 200, 302]
    assert steward.get("/editors/snippets/catalogue/practice/").status_code == 302
    administrator = member("administrator")
    assert [administrator.get(path).status_code for path in BACK_OFFICE] == [200, 200, 200]


@pytest.mark.parametrize("path", ["/en/\x00", "/en/search/?q=%00", "/en/search/?page=%FF", "/%ff/"])
def test_no_address_is_a_fault_of_ours(client, path):
    with own_index():
        assert client.get(path).status_code < 500
