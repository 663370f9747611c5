"""Linked data is read by the parser that others use, and signposts lead to what is there."""

import csv
import io
import json
import re

import pytest
from django.conf import settings
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS

from tessera.catalogue.models import Creator
from tessera.interop.description import Agent, Description, Text
from tessera.interop.dumps.nightly import dump_folder
from tessera.interop.dumps.writing import write_dump
from tessera.interop.linked.graph import Iri, Literal, Node, as_json_ld, as_turtle
from tessera.interop.linked.signposting import link_header
from tests.factories import catalogue as make
from tests.factories.network import organization, organization_text
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
BASE = settings.BASE_URL


def graph_of(client, path, form):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    return Graph().parse(data=answer.text, format=form, publicID=f"{BASE}{path}")


def test_vocabulary_is_the_same_in_turtle_json_ld_and_table(client):
    concept("TH", "LAN.CRS")
    turtle = graph_of(client, "/vocabularies/TH.ttl", "turtle")
    assert turtle.isomorphic(graph_of(client, "/vocabularies/TH.jsonld", "json-ld"))
    scheme, theme = URIRef(f"{BASE}/vocabularies/TH"), URIRef(f"{BASE}/vocabularies/TH#LAN.CRS")
    assert (scheme, RDF.type, SKOS.ConceptScheme) in turtle
    assert (theme, SKOS.inScheme, scheme) in turtle
    for narrow, broad in turtle.subject_objects(SKOS.broader):
        assert (broad, SKOS.narrower, narrow) in turtle
    for each in turtle.subjects(RDF.type, SKOS.Concept):
        languages = [label.language for label in turtle.objects(each, SKOS.prefLabel)]
        assert languages
        assert len(languages) == len(set(languages)), "SKOS S14: one preferred label a language"
    rows = list(csv.DictReader(io.StringIO(client.get("/vocabularies/TH.csv").text)))
    codes = {row["code"] for row in rows}
    assert codes == {str(each) for each in turtle.objects(None, SKOS.notation)}


@pytest.mark.parametrize(
    ("accept", "leads_to"),
    [
        ("text/turtle", "/vocabularies/TH.ttl"),
        ("application/ld+json", "/vocabularies/TH.jsonld"),
        ("text/csv", "/vocabularies/TH.csv"),
        ("text/html", "/en/data/#vocabularies"),
    ],
)
def test_address_of_a_vocabulary_answers_by_what_is_accepted(client, accept, leads_to):
    concept("TH", "LAN")
    answer = client.get("/vocabularies/TH", headers={"accept": accept})
    assert (answer.status_code, answer["Location"]) == (303, leads_to)
    assert client.get("/vocabularies/ZZ", follow=True).status_code == 404
    assert client.get("/vocabularies/ZZ.ttl", follow=True).status_code == 404


def test_organization_answers_in_turtle(client):
    made = organization(texts=[organization_text("en", 'Office "A" \\ B', "It welcomes.")])
    graph = graph_of(client, f"/id/{made.identifier}?format=turtle", "turtle")
    subject = URIRef(f"{BASE}/id/{made.identifier}")
    assert (subject, RDF.type, FOAF.Organization) in graph
    assert [str(name) for name in graph.objects(subject, FOAF.name)] == ['Office "A" \\ B']


def test_portals_find_the_data_sets_with_their_files(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert graph_of(client, "/catalog.ttl", "turtle").value(None, RDF.type, DCAT.Catalog)
    write_dump(dump_folder())
    graph = graph_of(client, "/catalog.ttl", "turtle")
    assert graph.isomorphic(graph_of(client, "/catalog.jsonld", "json-ld"))
    catalogue = graph.value(None, RDF.type, DCAT.Catalog)
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset):
        assert graph.value(catalogue, needed, any=True), needed
    for dataset in graph.objects(catalogue, DCAT.dataset):
        assert len(list(graph.objects(dataset, DCTERMS.title))) == 7
        assert len(list(graph.objects(dataset, DCAT.distribution))) == 2
    spdx = Namespace("http://spdx.org/rdf/terms#")
    for file in graph.subjects(RDF.type, DCAT.Distribution):
        answer = client.get(str(graph.value(file, DCAT.downloadURL))[len(BASE) :])
        assert b"".join(answer.streaming_content)
        assert graph.value(graph.value(file, spdx.checksum), spdx.checksumValue)


def test_signposts_lead_from_the_page_to_all_formats(client):
    orcid = "https://orcid.org/0000-0002-1825-0097"
    record = make.record(creators=[Creator(name="Demir, Ayşe", orcid=orcid)])
    answer = client.get(record.get_absolute_url())
    header = answer["Link"]
    assert len(header) <= 4096
    found = re.findall(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?', header)
    assert {relation for _target, relation, _type in found} == {
        "cite-as", "type", "author", "describedby", "linkset",
    }  # fmt: skip
    for target, relation, media_type in found:
        if relation in {"describedby", "linkset"}:
            said = client.get(target.removeprefix(BASE))
            assert (said.status_code, said["Content-Type"].split(";")[0]) == (200, media_type)
    assert "Link" not in client.get("/en/themes/")

    linkset = json.loads(client.get(f"/id/{record.identifier}/linkset").text)["linkset"]
    first = linkset[0]
    assert first["cite-as"] == [{"href": f"{BASE}/id/{record.identifier}"}]
    assert first["author"] == [{"href": orcid}]
    assert {each["anchor"] for each in linkset[1:]} == {
        each["href"] for each in first["describedby"]
    }
    draft = make.draft_record("Draft")
    assert client.get(f"/id/{draft.identifier}/linkset").status_code == 404


def test_header_stays_short_with_a_thousand_authors():
    authors = tuple(Agent(f"N, {n}", True, f"https://orcid.org/{n:016}") for n in range(1000))
    description = Description(
        "0000-0000", f"{BASE}/id/0000-0000", f"{BASE}/en/", "ACA", "", "en", "en", "",
        (Text("en", "Title", "", "original"),), creators=authors,
    )  # fmt: skip
    header = link_header(description)
    assert re.findall('rel="([^"]+)"', header) == ["cite-as", "linkset"]


@pytest.mark.parametrize("text", ['" . <x> <y> "', "\\", "a\nb\r\tc", "\u2028\x7f\x00é", "<>{}|^`"])
def test_no_text_breaks_a_graph(text):
    node = Node(
        f"https://a.example/{text}",
        ("skos:Concept",),
        (("skos:note", Literal(text, "en")), ("skos:note", Iri(f"https://b.example/{text}"))),
    )
    for graph in (
        Graph().parse(data=as_turtle([node]), format="turtle"),
        Graph().parse(data=as_json_ld([node]), format="json-ld"),
    ):
        assert len(graph) == 3
        assert text in [str(each) for each in graph.objects(None, SKOS.note)]
