"""What we publish holds against the standards' own words."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rdflib import Graph

from tessera.catalogue.models import Creator, RecordIdentifier
from tessera.interop.dumps.nightly import dump_folder
from tessera.interop.dumps.writing import write_dump
from tests.factories import catalogue as make
from tests.factories.network import organization
from tests.factories.vocabularies import concept, place

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parent / "schemas"
SCHEMA_ORG = json.loads((SCHEMAS / "schemaorg_terms.json").read_text("utf-8"))
ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
ORCID = "https://orcid.org/0000-0002-1825-0097"


def is_address(value) -> bool:
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in value


def check_schema_org(thing) -> None:
    """Every key is a term, every type a class, and values are what the context makes of them."""
    if isinstance(thing, list):
        for each in thing:
            check_schema_org(each)
    if not isinstance(thing, dict):
        return
    assert thing.get("@type", "Person") in SCHEMA_ORG["classes"]
    for key, value in thing.items():
        if key == "@id":
            assert is_address(value), value
        if key.startswith("@"):
            continue
        assert key in SCHEMA_ORG["terms"], f"schema.org has no term {key}"
        values = value if isinstance(value, list) else [value]
        assert values, key
        for each in values:
            assert each not in (None, "", {}), key
            coercion = SCHEMA_ORG["terms"][key]
            if isinstance(each, str) and coercion == "@id":
                assert is_address(each), (key, each)
            if isinstance(each, str) and coercion == "Date":
                assert ISO_DATE.fullmatch(each), (key, each)
        check_schema_org(value)


def expanded(content) -> Graph:
    """The graph that a parser makes of it with schema.org's rules, and without the network."""
    terms = {
        name: {"@id": f"schema:{name}", **({"@type": kind} if kind == "@id" else {})}
        for name, kind in SCHEMA_ORG["terms"].items()
    }
    context = {"@vocab": "http://schema.org/", "schema": "http://schema.org/", **terms}
    return Graph().parse(data=json.dumps({**content, "@context": context}), format="json-ld")


def every_kind():
    other = make.record("Another")
    rows = {
        "creators": [
            Creator(name="Demir, Ayşe", orcid=ORCID),
            Creator(name="City of Bonn", is_body=True),
        ],
        "identifiers": [RecordIdentifier(scheme="doi", value="10.1000/182")],
        "publisher": organization(
            country=place("DE"), ror="https://ror.org/04x48z588", wikidata="Q42", founded_year=1990
        ),
        "licence": concept("LI", "CC-BY"),
        "source_url": "https://example.org/report.pdf",
    }
    dates = {"APP": "", "PRA": "2015/2018", "GUI": "2019?", "POL": "2021-04", "ACA": "2020-05-01"}
    for kind, issued in dates.items():
        yield make.record(f"A record of {kind}", kind=kind, issued=issued, **rows)
        rows = {"creators": [Creator(name="Demir, Ayşe", orcid=ORCID)]}
    yield other


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_speak_schema_org(client, language):
    for record in every_kind():
        page = client.get(f"/{language}/records/{record.identifier}/{record.slug}/").text
        script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
        content = json.loads(script[1])
        assert content["@context"] == "https://schema.org"
        check_schema_org(content)
        graph = expanded(content)
        assert len(graph) > 5
        for subject, predicate, _object in graph:
            assert "schema.org" in predicate or "rdf-syntax" in predicate, subject


def test_organizations_speak_schema_org(client):
    made = organization(
        "Office", country=place("DE"), ror="https://ror.org/04x48z588", wikidata="Q42",
        founded_year=1990, acronym="OFN", website="https://office.example.org",
    )  # fmt: skip
    content = json.loads(client.get(f"/id/{made.identifier}?format=jsonld").text)
    check_schema_org(content)
    assert len(expanded(content)) > 5


def test_catalogue_keeps_to_dcat_ap(client, settings, tmp_path):
    pyshacl = pytest.importorskip("pyshacl", reason="script/test installs what tests need")
    settings.DATA_DIR = tmp_path
    make.record()
    organization()
    shapes = Graph().parse(SCHEMAS / "dcat_ap.ttl", format="turtle")
    for is_dumped in (False, True):
        if is_dumped:
            write_dump(dump_folder())
        data = Graph().parse(data=client.get("/catalog.ttl").text, format="turtle")
        conforms, _graph, told = pyshacl.validate(data, shacl_graph=shapes)
        assert conforms, told
    broken = Graph().parse(
        data=client.get("/catalog.ttl").text.replace("dcat:accessURL", "dcat:theme"),
        format="turtle",
    )
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0], "the shapes do look at it"


def check_linkset(linkset) -> None:
    """RFC 9264 §4.2: contexts with an anchor; relations lead to lists of targets with ``href``."""
    assert set(linkset) == {"linkset"}
    for each in linkset["linkset"]:
        assert is_address(each["anchor"])
        relations = [key for key in each if key != "anchor"]
        assert relations
        for relation in relations:
            assert re.fullmatch(r"[a-z][a-z0-9.-]*", relation) or is_address(relation)
            assert isinstance(each[relation], list)
            assert each[relation]
            for target in each[relation]:
                assert is_address(target["href"])
                assert set(target) <= {"href", "type", "title", "hreflang", "media", "title*"}
                assert re.fullmatch(r"[\w.+-]+/[\w.+-]+", target.get("type", "text/html"))


def test_linksets_keep_to_rfc_9264(client):
    for record in every_kind():
        answer = client.get(f"/id/{record.identifier}/linkset")
        assert answer["Content-Type"] == "application/linkset+json"
        check_linkset(answer.json())


def test_header_of_signposts_is_at_most_four_kilobytes(client):
    for record in every_kind():
        answer = client.get(f"/en/records/{record.identifier}/{record.slug}/")
        assert len(answer["Link"].encode()) <= 4096


def test_moments_are_written_as_html_wants_them(client):
    make.record()
    for moment in re.findall(r'datetime="([^"]+)"', client.get("/en/new/").text):
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}", moment)


def test_examples_of_the_documentation_are_addresses(client):
    page = client.get("/api/v1/docs").text
    examples = re.findall(r'href="([^"]*/api/v1/[^"]*)"', page)
    assert len(examples) > 10
    assert [each for each in examples if re.search(r"[{}<> ]", each)] == []
