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
    found: set[Message] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            found.update(_read(path.read_text("utf-8")))
    for path in sorted(PACKAGE.glob("*/templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            source = templatize(path.read_text("utf-8"), origin=str(path))
            found.update(_read("\n".join(line.lstrip() for line in source.splitlines())))
    return found


def _read(source: str) -> Iterator[Message]:
    lines = io.BytesIO(source.encode())
    for _line, text, _comments, context in extract("python", lines, KEYWORDS):
        singular = text[0] if isinstance(text, tuple) else text
        if singular:
            yield context, singular
