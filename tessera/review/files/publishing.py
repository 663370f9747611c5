"""Files of records that are public: shown on the record's page, and read by search.

A file becomes public with the record: when an editor lists it, and when a review ends. One whose
licence allows only a link never does.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record
from tessera.review.models import SubmissionFile
from tessera.vocabularies.labels import current_language, labels

#: Licence (vocabulary LI) of what may be linked to and not be shown.
LINK_ONLY: Final = "LINK"
_MOST_WORDS: Final = 100_000


def public_files() -> QuerySet[SubmissionFile]:
    """Files that any reader may have, without their texts."""
    return SubmissionFile.objects.filter(
        published_at__isnull=False, submission__record__in=Record.objects.public()
    ).defer("text")


def files_section(record: Record) -> SafeString:
    """The files of a record, for its page; empty when it has none. One query."""
    files = list(
        SubmissionFile.objects.filter(
            published_at__isnull=False, submission__record_id=record.pk
        ).defer("text")
    )
    if not files:
        return SafeString("")
    picture, language = labels(), current_language()
    rows: list[dict[str, Any]] = []
    for file in files:
        licence = picture.concept("LI", file.licence)
        rows.append(
            {
                "file": file,
                "licence": licence.label(language) if licence else file.licence,
                "ending": file.name.rpartition(".")[2].upper(),
            }
        )
    context = {"rows": rows, "identifier": record.identifier}
    return mark_safe(render_to_string("review/_record_files.html", context))  # noqa: S308


def words_of_files(keys: Sequence[int]) -> Mapping[int, str]:
    """Key of a record → the text of its public documents, for search. One query."""
    rows = (
        SubmissionFile.objects.filter(published_at__isnull=False, submission__record_id__in=keys)
        .exclude(text="")
        .values_list("submission__record_id", "text")
    )
    words: dict[int, str] = {}
    for key, text in rows:
        if key is not None:
            words[key] = f"{words.get(key, '')}\n{text}"[:_MOST_WORDS]
    return words
