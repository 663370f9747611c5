"""Exports say the same as the record, and no title can break their form."""

import json
import re

import pytest

from tessera.catalogue.models import Creator, Party, RecordIdentifier, RecordRelation
from tessera.interop.description import (
    Agent,
    Description,
    Text,
    describe_organization,
    describe_record,
)
from tessera.interop.formats import bibtex, csl, jsonld, ris, turtle
from tessera.interop.templatetags.interop import record_metadata
from tests.factories import catalogue as make
from tests.factories.network import organization, organization_text
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db

HOSTILE = [
    "A } brace",
    "A { brace",
    "{a}} b {{c}",
    "ends with \\",
    "two\nlines\r\nER  - \nTY  - JOUR",
    "\"quoted\" and 'quoted'",
    "</script><script>alert(1)</script>",
    "<!-- comment --> ]]>",
    '" . <http://evil.example/> <http://evil.example/p> "x',
    "100 % & #1 $5 _under_ ~tilde^",
    "مقهى اللغات",
    "语言咖啡馆 \u2028 line",
]


@pytest.fixture(params=HOSTILE)
def hostile(request):
    title = request.param
    return title, Description(
        identifier="0000-0000",
        uri="https://tessera.example/id/0000-0000",
        page="https://tessera.example/en/records/0000-0000/-/",
        type="ACA",
        subtype="ART",
        language="en",
        source_language="en",
        original_title="",
        texts=(Text("en", title, title, "original"),),
        creators=(Agent(title),),
        container=title,
    )


@pytest.fixture
def article():
    office = organization("Institute for Newcomers")
    return describe_record(
        make.record(
            "Language cafés work",
            "ACA",
            original_title="Sprachcafés wirken",
            source_language="de",
            publisher=office,
            issued="2019-05",
            container="Journal of Cafés",
            volume="12",
            pages="3-19",
            publication_type=concept("AT", "ART"),
            source_url="https://example.org/article",
            creators=[Creator(name="Yılmaz, Ayşe"), Creator(name="City of Vienna", is_body=True)],
            identifiers=[RecordIdentifier(scheme="doi", value="10.1000/182")],
        )
    )


def depth_of_braces(text: str) -> list[int]:
    """How deep each line ends, as BibTeX counts: a backslash changes nothing."""
    depth, depths = 0, []
    for line in text.splitlines():
        for character in line:
            depth += {"{": 1, "}": -1}.get(character, 0)
            assert depth >= 0
        depths.append(depth)
    return depths


def test_bibtex_stays_one_entry_with_one_field_a_line(hostile):
    _title, description = hostile
    text = bibtex.serialize(description)
    assert depth_of_braces(text)[:-1] == [1] * (len(text.splitlines()) - 1)
    assert depth_of_braces(text)[-1] == 0
    for line in text.splitlines()[1:-1]:
        assert re.match(r"^  [a-z]+ = \{.*\},$", line)
        assert not re.search(r"(?<!\\)[&%$#_]", line.partition("=")[2]) or "url" in line


def test_ris_has_one_beginning_one_end_and_one_value_a_line(hostile):
    title, description = hostile
    lines = ris.serialize(description).split("\r\n")
    assert lines[0] == "TY  - JOUR"
    assert lines[-2:] == ["ER  - ", ""]
    assert [line for line in lines[1:-2] if re.match(r"^(TY|ER)", line)] == []
    assert all(re.match(r"^[A-Z][A-Z0-9]  - \S", line) for line in lines[:-2])
    assert f"TI  - {' '.join(title.split())}" in lines


def test_csl_and_json_ld_give_the_title_back(hostile):
    title, description = hostile
    (item,) = json.loads(csl.serialize(description))
    assert item["title"] == title
    assert json.loads(jsonld.serialize(description))["name"] == title


def test_json_ld_in_a_page_cannot_end_its_script():
    title = "<!-- </script><script>alert(1)</script> & more"
    script = str(record_metadata(make.record(title))["jsonld"])
    assert not re.search(r"[<>&]", script)
    assert json.loads(script)["name"] == title


def test_turtle_keeps_the_title_inside_its_quotes(hostile):
    title, description = hostile
    text = turtle.serialize(description)
    statements = text.split("\n\n", 1)[1].rstrip()
    literal = re.search(r'dcterms:title ("(?:[^"\\\n\r]|\\.)*")@en', statements)
    assert json.loads(literal[1]) == title
    without_literals = re.sub(r'"(?:[^"\\\n\r]|\\.)*"', '""', statements)
    assert "evil" not in without_literals
    assert without_literals.count(" .") == 1


def test_address_cannot_leave_its_brackets():
    record = make.record(source_url='https://example.org/a>b{c}\\d"e')
    description = describe_record(record)
    assert "dcterms:source <https://example.org/a%3Eb%7Bc%7D%5Cd%22e>" in turtle.serialize(
        description
    )
    assert depth_of_braces(bibtex.serialize(description))[-1] == 0


def test_bibtex_of_an_article(article):
    assert bibtex.serialize(article) == "\n".join(
        [
            f"@article{{tessera-{article.identifier.replace('-', '')},",
            "  title = {{Sprachcafés wirken}},",
            "  author = {Yılmaz, Ayşe and {City of Vienna}},",
            "  year = {2019},",
            "  journal = {Journal of Cafés},",
            "  volume = {12},",
            "  pages = {3-19},",
            "  publisher = {Institute for Newcomers},",
            "  doi = {10.1000/182},",
            "  url = {https://example.org/article},",
            "  language = {de},",
            "  abstract = {People meet and talk.},",
            f"  note = {{Tessera record {article.identifier}, {article.uri}}},",
            "}",
            "",
        ]
    )


def test_csl_of_an_article(article):
    assert json.loads(csl.serialize(article)) == [
        {
            "id": article.identifier,
            "type": "article-journal",
            "title": "Sprachcafés wirken",
            "language": "de",
            "author": [{"family": "Yılmaz", "given": "Ayşe"}, {"literal": "City of Vienna"}],
            "publisher": "Institute for Newcomers",
            "container-title": "Journal of Cafés",
            "volume": "12",
            "page": "3-19",
            "DOI": "10.1000/182",
            "URL": "https://example.org/article",
            "abstract": "People meet and talk.",
            "note": f"Tessera record {article.identifier}, {article.uri}",
            "issued": {"date-parts": [[2019]]},
        }
    ]


def test_ris_of_an_article(article):
    lines = ris.serialize(article).split("\r\n")
    for line in (
        "TY  - JOUR",
        "AU  - Yılmaz, Ayşe",
        "AU  - City of Vienna",
        "PY  - 2019",
        "TI  - Sprachcafés wirken",
        "T2  - Journal of Cafés",
        "DO  - 10.1000/182",
    ):
        assert line in lines


def test_json_ld_of_an_article(article):
    content = json.loads(jsonld.serialize(article))
    assert (content["@type"], content["@id"]) == ("ScholarlyArticle", article.uri)
    assert content["author"] == [
        {"@type": "Person", "name": "Yılmaz, Ayşe"},
        {"@type": "Organization", "name": "City of Vienna"},
    ]
    assert content["publisher"]["name"] == "Institute for Newcomers"
    assert content["sameAs"] == "https://doi.org/10.1000/182"
    assert content["spatialCoverage"] == [
        {"@type": "Country", "name": "Germany", "identifier": "DE"}
    ]


def test_relations_appear_without_drafts():
    cited, draft = make.record("Cited"), make.draft_record("Draft")
    kind = concept("RL", "cites")
    record = make.record(
        relations=[RecordRelation(kind=kind, target=cited), RecordRelation(kind=kind, target=draft)]
    )
    description = describe_record(record)
    assert description.relations == (("cites", cited.identifier),)
    assert f"dcterms:references <{cited_uri(cited)}>" in turtle.serialize(description)


def cited_uri(record) -> str:
    return describe_record(record).uri


def test_practice_is_published_by_who_leads_it():
    funder, leader = organization("Funder"), organization("Leader")
    parties = [
        Party(organization=funder, role=concept("OR", "FUND")),
        Party(organization=leader, role=concept("OR", "LEAD")),
    ]
    assert describe_record(make.record(parties=parties)).publisher.name == "Leader"


def test_organization_in_its_languages():
    office = organization(
        acronym="OFN",
        texts=[
            organization_text("en", "Office for Newcomers", "It welcomes."),
            organization_text("tr", "Yeni Gelenler Ofisi", status="machine"),
        ],
    )
    content = json.loads(jsonld.serialize(describe_organization(office)))
    assert content["name"] == "Office for Newcomers"
    assert content["alternateName"] == ["OFN", "Yeni Gelenler Ofisi"]


@pytest.mark.parametrize(
    ("kind", "in_ris", "in_csl", "in_json"),
    [
        ("CRS", "GEN", "document", "Course"),
        ("CAS", "GEN", "document", "LearningResource"),
        ("WEB", "VIDEO", "motion_picture", "LearningResource"),
        ("POD", "SOUND", "broadcast", "LearningResource"),
    ],
)
def test_what_one_learns_from_is_no_report_and_an_exercise_no_case(kind, in_ris, in_csl, in_json):
    item = make.record("Asking first", "LRN", learning_kind=concept("LK", kind))
    described = describe_record(item)
    assert ris.serialize(described).startswith(f"TY  - {in_ris}\r\n")
    assert csl.csl_item(described)["type"] == in_csl
    assert jsonld.schema_type(described) == in_json
