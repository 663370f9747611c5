"""Which items of a source belong here."""

import pytest

from tessera.catalogue import extras
from tessera.catalogue.models import Record
from tests.factories import harvests
from tests.interop.playing import Repository, dc, playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True
    with playing() as server:
        yield server


@pytest.fixture
def repository(other):
    other.answering = Repository([])
    return other.answering


def test_similar_records_tell_what_belongs_here_and_give_no_theme(other, repository, monkeypatch):
    asked = []

    def proposer(title, summary, language):
        asked.append((title, language))
        about = ("LAN", "HEA", "HOU") if "cooking" in title else ("HEA", "EDU", "LAN")
        return extras.Proposals(themes=about)

    monkeypatch.setattr(extras, "_proposers", [proposer])
    repository.records = [
        dc("oai:r:1", "An evening of cooking together", language="fr"),
        dc("oai:r:2", "An evening of running together"),
        dc("oai:r:3", "Language cafés for all who arrive"),
    ]
    source = harvests.source(f"{other.base}/oai", themes=["LAN"])
    run = harvests.harvested(source)
    assert run.counts == {"added": 2, "filtered": 1}
    assert asked == [
        ("An evening of cooking together", "fr"), ("An evening of running together", "en"),
    ]  # fmt: skip
    record = Record.objects.get(provenance_id="oai:r:1")
    assert record.themes.count() == 0
    harvests.harvested(source)
    assert asked[2:] == [("An evening of running together", "en")]
