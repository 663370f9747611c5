"""The texts that translators have to see, read from the sources without GNU gettext."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(settings.BASE_DIR) / "tessera"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "N_"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
Message = tuple[str | None, str]


def messages() -> set[Message]:
    """Every text as (context, singular)."""
    return set(plurals())


def plurals() -> dict[Message, str | None]:
    """Every text as (context, singular), with its plural where it has one."""
    found: dict[Message, str | None] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            found.update(_read(path.read_text("utf-8")))
    for path in sorted(PACKAGE.glob("*/templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            source = templatize(path.read_text("utf-8"), origin=str(path))
            found.update(_read("\n".join(line.lstrip() for line in source.splitlines())))
    return found


def _read(source: str) -> Iterator[tuple[Message, str | None]]:
    lines = io.BytesIO(source.encode())
    for _line, text, _comments, context in extract("python", lines, KEYWORDS):
        singular, plural = text[:2] if isinstance(text, tuple) else (text, None)
        if singular:
            yield (context, singular), plural
