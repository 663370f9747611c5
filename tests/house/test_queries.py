"""No page asks the database more often when it shows more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.catalogue.models import Party, RecordRelation
from tessera.search.indexing import update_index
from tests.factories.catalogue import record, record_text
from tests.factories.index import own_index
from tests.factories.network import organization
from tests.factories.vocabularies import concept, place

pytestmark = pytest.mark.django_db

LISTS = (
    "/en/",
    "/en/search/",
    "/en/search/?q=cafe&theme=LAN&country=DE&sort=title",
    "/en/search/?view=map",
    "/ar/search/?q=cafe",
    "/en/search/suggestions/?q=caf",
    "/en/search.csv?q=cafe",
    "/en/search.bib",
    "/en/search.ris",
    "/en/search.jsonl",
    "/en/search.atom",
    "/en/themes/",
    "/en/themes/LAN/",
    "/en/places/",
    "/en/places/de/",
    "/en/places/region/155/",
    "/en/new/",
    "/en/new.atom",
    "/en/organizations.json",
    "/en/organizations/",
    "/en/organizations/?country=DE",
    "/sitemap.xml",
    "/sitemap-records-1.xml",
    "/api/v1/search?q=cafe",
    "/api/v1/records",
    "/api/v1/records?theme=LAN&country=DE&language=en",
    "/api/v1/organizations",
    "/api/v1/suggestions?q=caf",
    "/oai?verb=ListRecords&metadataPrefix=tessera",
    "/oai?verb=ListSets",
)


def queries(client, address: str) -> int:
    """How many an answer costs; asked twice, because the first fills memories."""

    def ask() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, address
        if answer.streaming:
            b"".join(answer.streaming_content)

    ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def add_until(total: int, present: int) -> int:
    """So many records, each with an organization of its own, and all of them in the index."""
    for number in range(present, total):
        office = organization(f"Café office {number}", country=place("DE"))
        record(
            f"Cafés {number}",
            places=["DE", "AT-vienna"],
            themes=["LAN", "HOU"],
            publisher=office,
            parties=[Party(organization=office, role=concept("OR", "LEAD"))],
            texts=[
                record_text("en", f"Cafés {number}", "People talk."),
                record_text("fr", f"Cafés {number}", "On parle."),
            ],
        )
    update_index()
    return total


def test_lists_cost_the_same_with_1_3_and_20_rows(client):
    counted, present = [], 0
    with own_index():
        for total in (1, 3, 20):
            present = add_until(total, present)
            counted.append({address: queries(client, address) for address in LISTS})
    one, three, twenty = counted
    assert three == one
    # A full page may happen to have records only, or organizations only, and then costs less.
    assert {address: twenty[address] for address in LISTS if twenty[address] > one[address]} == {}
    assert max(one.values()) <= 15


def test_pages_of_things_cost_the_same_with_1_3_and_20_rows(client):
    def of(total: int, theme: str) -> tuple[int, int]:
        """A theme of its own, so that no other record is similar."""
        office = organization(f"Office of {total}")
        targets = [record(f"Target {number}", publisher=office) for number in range(total)]
        cites = concept("RL", "cites")
        made = record(
            themes=[theme],
            texts=[record_text(tag, f"{tag} {total}") for tag in ("en", "fr", "ar")],
            relations=[RecordRelation(kind=cites, target=each) for each in targets],
        )
        return (
            queries(client, made.get_absolute_url()),
            queries(client, office.get_absolute_url()),
        )

    assert of(1, "REC") == of(3, "LEG") == of(20, "ADR")
