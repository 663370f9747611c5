"""Records."""

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import publish_record
from tessera.catalogue.models import KIND_MODELS, Record, RecordText
from tests.factories.vocabularies import concept, place

_ROWS = ("relations", "links", "identifiers", "creators", "parties", "outcomes", "results",
         "evaluations", "policy_mappings")  # fmt: skip
_MANY = ("target_groups", "levels", "audiences", "methods", "basis", "covers", "excludes")


def draft_record(title: str = "Language cafés", kind: str = "PRA", **fields: object) -> Record:
    """A record with an English text that nobody published; saved.

    ``themes`` and ``places`` take codes; other lists take objects. Concepts are taken as they are.
    """
    texts = fields.pop("texts", None) or [record_text("en", title, "People meet and talk.")]
    themes = [concept("TH", code) for code in fields.pop("themes", ["LAN"])]
    places = [place(code) for code in fields.pop("places", ["DE"])]
    lists = {name: fields.pop(name) for name in (*_ROWS, *_MANY) if name in fields}
    record = KIND_MODELS[kind](live=False, **fields)
    record.themes, record.places, record.texts = themes, places, texts
    for name, values in lists.items():
        setattr(record, name, values)
    record.save()
    return record


def record(title: str = "Language cafés", kind: str = "PRA", **fields: object) -> Record:
    """A public record with an English text, about languages in Germany."""
    return publish_record(draft_record(title, kind, **fields), by=SYSTEM)


def record_text(
    language: str, title: str, summary: str = "", status: str = "original", **columns: str
) -> RecordText:
    """A text that is not saved yet."""
    return RecordText(language=language, title=title, summary=summary, status=status, **columns)


def publish_again(record: Record, **changes: object) -> Record:
    """Change fields, and the English text's columns, and publish."""
    text = next(each for each in record.texts.all() if each.language == "en")
    for name, value in changes.items():
        setattr(text if hasattr(text, name) else record, name, value)
    record.texts = [text, *(each for each in record.texts.all() if each.pk != text.pk)]
    return publish_record(record, by=SYSTEM)
