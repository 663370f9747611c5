"""Everything that is kept about a person, as a ZIP archive."""

import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from tessera.accounts.models import User
from tessera.accounts.personal_data import registered


@dataclass(frozen=True)
class Section:
    """The rows of one model; ``rows`` are flat mappings."""

    key: str
    title: str
    retention: str
    rows: list[dict[str, Any]]


def sections(user: User) -> list[Section]:
    """One section for each model that has something; a query or two for each model."""
    found = []
    for entry in registered():
        rows = [dict(row) for row in entry.export(user)]
        if rows:
            label = entry.model._meta.label
            found.append(Section(label, str(entry.title), str(entry.retention), rows))
    return found


def export_account(user: User) -> bytes:
    """``account.json`` for machines and ``account.html`` for people, in the present language."""
    parts = sections(user)
    made_at = timezone.now()
    document = {"made_at": made_at, **{part.key: part.rows for part in parts}}
    page = render_to_string("accounts/export.html", {"sections": parts, "made_at": made_at})
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr("account.json", text)
        archive.writestr("account.html", page)
    return buffer.getvalue()
