"""RIS, as Zotero, EndNote and Mendeley read it."""

from tessera.interop.description import Description

MEDIA_TYPE = "application/x-research-info-systems"

_TYPES = {
    "ART": "JOUR", "BOO": "BOOK", "CHP": "CHAP", "REP": "RPRT", "REV": "RPRT", "THE": "THES",
    "WKP": "RPRT", "DAT": "DATA", "LAW": "STAT", "REG": "STAT", "CAS": "CASE",
}  # fmt: skip
_TYPES_OF_LEARNING = {"VID": "VIDEO", "WEB": "VIDEO", "POD": "SOUND"}


def _type(description: Description) -> str:
    """Kinds of learning items share codes with others: ``CAS`` there is an exercise, no case."""
    if description.type == "LRN":
        return _TYPES_OF_LEARNING.get(description.subtype, "GEN")
    return _TYPES.get(description.subtype, "BILL" if description.type == "POL" else "RPRT")


def serialize(description: Description) -> str:
    """A record as one reference, lines ended by CR LF as the format asks."""
    text = description.text()
    lines = [("TY", _type(description))]
    lines += [("AU", agent.name) for agent in description.creators]
    lines += [
        ("TI", description.title),
        ("PY", str(description.year or "")),
        ("T2", description.container),
        ("VL", description.volume),
        ("SP", description.pages),
        ("PB", description.publisher.name if description.publisher else ""),
        ("M1", description.number),
        ("DO", description.doi),
        ("SN", description.isbn),
        ("LA", description.title_language),
        ("AB", text.summary),
        ("UR", description.source or description.uri),
        ("N1", f"Tessera record {description.identifier}, {description.uri}"),
    ]
    lines += [("KW", subject) for subject in description.subjects]
    shown = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\r\n".join([*shown, "ER  - ", ""])
