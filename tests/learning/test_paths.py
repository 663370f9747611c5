"""A learning path leads through courses and records; editors write it as lines."""

import pytest

from tessera.learning.models import Enrolment, LearningPath
from tessera.learning.paths import save_path
from tessera.lib.errors import NotAllowedError
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.catalogue import record
from tests.factories.learning import course

pytestmark = pytest.mark.django_db


def test_path_is_written_read_and_walked(client):
    first, second, cafes = course("First things"), course("Second things"), record("Cafés")
    client.force_login(desk_editor())
    form = {"title": "Into it", "summary": "From asking to doing."}
    refused = client.post("/en/learn/build/paths/", form | {"steps": "T7K2-9QXW", "is_public": "1"})
    assert refused.status_code == 422
    assert "Nothing public has the identifier “T7K2-9QXW”." in refused.text
    steps = f"{first.identifier.lower()}\n{cafes.identifier}\n\n{second.identifier}"
    shown = client.post("/en/learn/build/paths/", form | {"steps": steps}).url
    path = LearningPath.objects.get()
    assert shown == f"/en/learn/paths/{path.identifier}/"
    client.logout()
    assert client.get(shown).status_code == 404
    client.force_login(stranger())
    assert client.get(shown).status_code == 404

    client.force_login(user("teacher@example.org", is_superuser=True, is_staff=True))
    at = f"/fr/learn/build/paths/{path.identifier}/"
    assert path.identifier in client.get(shown).text
    french = {"title": "Vers l’action", "summary": "Demander.", "steps": steps, "is_public": "1"}
    client.post(at, french)
    client.logout()
    page = client.get(shown).text
    assert page.index("First things") < page.index("Cafés") < page.index("Second things")
    assert "30 minutes" in page
    assert "Vers l’action" in client.get("/fr/learn/").text
    assert "Into it" in client.get("/en/learn/").text
    learner = user("learner@example.org", second_step=False)
    Enrolment.objects.create(
        user=learner, course=first, seen_at="2026-11-26T00:00Z", completed_at="2026-11-26T00:00Z"
    )
    client.force_login(learner)
    assert "1 of 2 courses completed" in client.get(shown).text
    assert client.get("/en/learn/paths/AAAA-AAAA/").status_code == 404


def test_stranger_may_not_write_paths(client):
    for address in ("/en/learn/build/paths/",):
        assert "/account/login/" in client.get(address).url
        client.force_login(stranger())
        assert client.get(address).status_code == 403
    with pytest.raises(NotAllowedError):
        save_path(None, language="en", words={}, steps=[], is_public=True, by=stranger_again())


def stranger_again():
    from tessera.accounts.models import User

    return User.objects.get(email="stranger@example.org")
