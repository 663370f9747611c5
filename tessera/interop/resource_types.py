"""What sort of thing a resource is, in the words of other catalogues.

COAR Resource Types 3.1 (https://vocabularies.coar-repositories.org/resource_types/) and DataCite's
``resourceTypeGeneral`` (https://datacite-metadata-schema.readthedocs.io/).
"""

from dataclasses import dataclass
from typing import Final

from tessera.interop.description import Description

_COAR: Final = "http://purl.org/coar/resource_type/"


@dataclass(frozen=True)
class ResourceType:
    """COAR's concept with its English name, and DataCite's general type."""

    code: str
    label: str
    datacite: str

    @property
    def uri(self) -> str:
        """The concept's address."""
        return f"{_COAR}{self.code}"


_OTHER = ResourceType("c_1843", "other", "Other")
_TEXT = ResourceType("c_18cf", "text", "Text")
_LEARNING = ResourceType("c_e059", "learning object", "Other")
_REPORT = ResourceType("c_93fc", "report", "Report")
_BY_PUBLICATION = {
    "ART": ResourceType("c_6501", "journal article", "JournalArticle"),
    "BOO": ResourceType("c_2f33", "book", "Book"),
    "CHP": ResourceType("c_3248", "book part", "BookChapter"),
    "REP": _REPORT,
    "REV": ResourceType("c_dcae04bc", "review article", "JournalArticle"),
    "THE": ResourceType("c_46ec", "thesis", "Dissertation"),
    "WKP": ResourceType("c_8042", "working paper", "Preprint"),
    "DAT": ResourceType("c_ddb1", "dataset", "Dataset"),
}


def resource_type(description: Description) -> ResourceType:
    """The type of what a record describes."""
    if description.type == "ACA":
        return _BY_PUBLICATION.get(description.subtype, _TEXT)
    if description.type == "LRN":
        return _LEARNING
    if description.type == "POL":
        return ResourceType("c_186u", "policy report", "Text")
    if description.type == "GUI":
        is_standard = description.subtype == "STD"
        return ResourceType(
            "c_71bd", "technical documentation", "Standard" if is_standard else "Text"
        )
    return _OTHER
