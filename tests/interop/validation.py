"""Checking what we write against schemas, without a network."""

from functools import lru_cache
from pathlib import Path

from lxml import etree

from tessera.interop import oai

_SCHEMAS = Path(__file__).parent / "schemas"
_OURS = Path(oai.__file__).parent / "schemas" / "tessera.xsd"
DC = "{http://purl.org/dc/elements/1.1/}"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DATACITE = "{http://datacite.org/schema/kernel-4}"
#: The fifteen elements (https://www.dublincore.org/specifications/dublin-core/dces/).
DC_ELEMENTS = {
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type",
    "format", "identifier", "source", "language", "relation", "coverage", "rights",
}  # fmt: skip
_DATACITE_REQUIRED = (
    "identifier", "creators", "titles", "publisher", "publicationYear", "resourceType",
)  # fmt: skip
_DATACITE_WRAPPERS = {
    "creators": "creator", "titles": "title", "subjects": "subject", "dates": "date",
    "alternateIdentifiers": "alternateIdentifier", "relatedIdentifiers": "relatedIdentifier",
    "descriptions": "description", "geoLocations": "geoLocation",
}  # fmt: skip
_DATACITE_TYPES = {
    "Book", "BookChapter", "Dataset", "Dissertation", "JournalArticle", "Other", "Preprint",
    "Report", "Standard", "Text",
}  # fmt: skip


class _Local(etree.Resolver):
    def resolve(self, address: str, public: str, context: object) -> object:
        return self.resolve_filename(str(_SCHEMAS / Path(address).name), context)


@lru_cache
def schema(name: str) -> etree.XMLSchema:
    """A schema of this folder, or ours (``tessera``)."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    path = _OURS if name == "tessera" else _SCHEMAS / f"{name}.xsd"
    return etree.XMLSchema(etree.parse(str(path), parser))


def checked_answer(content: bytes) -> etree._Element:
    """The root of an OAI-PMH answer, after checking it and every record in it."""
    root = etree.fromstring(content)
    schema("oai_answers").assertValid(root)
    for metadata in root.iter(f"{OAI}metadata"):
        check_metadata(metadata[0])
    return root


def check_metadata(root: etree._Element) -> None:
    """Check a record's metadata by its format."""
    name = etree.QName(root).localname
    if name == "dc":
        for child in root:
            assert child.tag.startswith(DC), child.tag
            assert etree.QName(child).localname in DC_ELEMENTS
            assert child.text
    elif name == "oai_datacite":
        check_datacite(root.find(".//{*}payload")[0])
    else:
        schema("tessera").assertValid(etree.ElementTree(root))


def check_datacite(root: etree._Element) -> None:
    """The rules of DataCite 4.6 that concern what we write: each once, required ones there."""
    assert root.tag == f"{DATACITE}resource"
    names = [etree.QName(child).localname for child in root]
    assert len(names) == len(set(names))
    assert set(_DATACITE_REQUIRED) <= set(names)
    assert root.findtext(f"{DATACITE}publicationYear").isdigit()
    assert len(root.findtext(f"{DATACITE}publicationYear")) == 4
    kind = root.find(f"{DATACITE}resourceType")
    assert kind.text
    assert kind.get("resourceTypeGeneral") in _DATACITE_TYPES
    for wrapper, inner in _DATACITE_WRAPPERS.items():
        for child in root.findall(f"{DATACITE}{wrapper}"):
            assert len(child) > 0
            assert {etree.QName(each).localname for each in child} == {inner}
    for title in root.iter(f"{DATACITE}title"):
        assert title.get("titleType") in {None, "Other", "TranslatedTitle"}
