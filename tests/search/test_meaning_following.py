"""The vectors follow the database, and what is the matter when they cannot."""

import logging
import os
import threading

import pytest
from django.test import override_settings

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.changes.models import Change
from tessera.running.worker import follow_meaning
from tessera.search.meaning import following, service
from tessera.search.meaning.following import VectorWork, embed_all
from tests.factories.accounts import administrator
from tests.factories.catalogue import draft_record, publish_again, record, record_text
from tests.factories.meaning import ConceptEmbedder, own_vectors
from tests.factories.network import organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def vectors(tmp_path):
    with own_vectors(tmp_path):
        yield


def near(text: str, language: str = "en") -> list[str]:
    store = service.store()
    store.refresh()
    found = store.near(service.query_vector(text), language, limit=5)
    return [each.identifier for each in found if each.nearness > 0.3]


def test_what_is_public_is_embedded_and_drafts_are_not(tmp_path):
    made, office = record("Language courses"), organization("Language lessons")
    draft_record("Language drafts")

    with own_vectors(tmp_path):
        assert set(near("cours de langue", "fr")) == {made.identifier, office.identifier}


def test_new_changed_and_withdrawn_records_are_followed(vectors):
    made = record("Language courses")
    embed_all()
    assert near("language") == [made.identifier]

    publish_again(made, title="Housing", summary="A flat.")
    embed_all()
    assert near("language") == []
    assert near("logement", "fr") == [made.identifier]

    withdraw_record(made, by=SYSTEM, reason="Doubled.")
    embed_all()
    assert near("logement", "fr") == []


def test_every_language_and_long_texts_have_passages(vectors):
    texts = [
        record_text("en", "Together", "People meet.", core_idea="Work comes first. " * 40),
        record_text("fr", "Ensemble", "Des gens.", status="human"),
    ]
    made = record("Together", kind="APP", texts=texts)
    embed_all()

    found = service.store().passages_of(made.identifier)

    assert sorted((language, number) for language, number, _vector in found) == [
        ("en", 0), ("en", 1), ("en", 2), ("fr", 0),
    ]  # fmt: skip


def test_a_text_that_did_not_change_is_not_embedded_again(vectors, monkeypatch):
    made = record("Language courses")
    embed_all()
    embedded = []
    passages = ConceptEmbedder.passages
    monkeypatch.setattr(
        ConceptEmbedder,
        "passages",
        lambda self, texts: embedded.extend(texts) or passages(self, texts),
    )

    publish_again(made, source_url="https://example.org/other")
    embed_all()

    assert embedded == []


def test_what_was_cut_off_is_taken_up_again(vectors, monkeypatch):
    made = [record(f"Language course {number}") for number in range(5)]
    monkeypatch.setattr(following, "STEP", 2)
    work = VectorWork()
    work.step()
    work.close()

    embed_all()

    assert set(near("language")) == {each.identifier for each in made}


def test_an_older_database_is_embedded_anew(vectors):
    record("Language courses")
    embed_all()
    Change.objects.all().delete()
    made = record("Language lessons")
    embed_all()

    assert made.identifier in near("language")


def test_the_worker_embeds_until_it_is_told_to_stop(vectors, monkeypatch):
    made = record("Language courses")
    stopping = threading.Event()

    def stop_when_done(self):
        if not step(self):
            stopping.set()
        return False

    step = VectorWork.step
    monkeypatch.setattr(VectorWork, "step", stop_when_done)
    monkeypatch.setattr("tessera.search.meaning.following.yield_to_others", lambda: None)
    monkeypatch.setattr("tessera.running.worker.connection.close", lambda: None)
    monkeypatch.setattr("tessera.running.worker.close_old_connections", lambda: None)
    monkeypatch.setattr("tessera.running.worker.MEANING_SECONDS", 0.01)
    follow_meaning(stopping)

    assert near("language") == [made.identifier]


@pytest.mark.parametrize("setting", ["no.such.package:model", "json:nothing"])
def test_a_missing_model_is_one_line_in_the_log_and_a_sentence(setting, caplog):
    with override_settings(EMBEDDER=setting), caplog.at_level(logging.WARNING):
        service.forget()
        assert [service.embedder(wait_seconds=None) for _ in range(3)] == [None] * 3
        assert service.query_vector("language") is None
        assert embed_all() == 0
        assert not VectorWork().step()
        assert "cannot be loaded" in service.fault()
        service.forget()

    lines = [each for each in caplog.records if "by words only" in each.getMessage()]
    assert len(lines) == 1


def test_a_model_that_breaks_in_its_work_is_given_up(vectors, monkeypatch, caplog):
    def broken(self, texts):
        raise MemoryError("no room")

    monkeypatch.setattr(ConceptEmbedder, "queries", broken)

    assert service.query_vector("a new query") is None
    assert service.query_vector("another query") is None
    assert service.fault() == "no room"


def test_without_an_embedder_nothing_is_asked():
    assert service.store() is None
    assert service.fault() == ""


def test_the_back_office_says_that_meaning_does_not_work(client):
    client.force_login(administrator())
    with override_settings(EMBEDDER="no.such.package:model"):
        service.forget()
        page = client.get("/editors/").content.decode()
        probe = client.get("/readyz").json()
        service.forget()

    assert "Search works by words only" in page
    assert "Search works by words only" not in client.get("/editors/").content.decode()
    assert "cannot be loaded" in str(probe)


@pytest.mark.parametrize("name", ["codes.bin", "rows.bin", "state.json"])
def test_vectors_that_are_cut_short_while_they_are_read_are_made_anew(tmp_path, caplog, name):
    made = record("Language courses")
    with own_vectors(tmp_path):
        work = VectorWork()
        while work.step():
            pass
        assert near("language") == [made.identifier]

        for path in tmp_path.rglob(name):
            os.truncate(path, 0)
        assert service.store().near(service.query_vector("language"), "en", limit=5) == [] or (
            name == "state.json"  # What is mapped is whole then, and goes on for its second.
        )

        while work.step():
            pass
        work.close()
        assert near("language") == [made.identifier]
    assert "The vectors were damaged and are made anew." in caplog.messages
