"""Keeps the catalogues of the interface in step with the sources.

``missing`` prints a list of objects, one a text: ``{"id", "context", "plural", "wanting"}``, where
``wanting`` has the codes of languages. ``add`` reads such a list with the translations beside,
``{"id", …, "fr": "…", "ar": ["…", …]}``: a string, or for a plural one string per form of the
language.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402 - the settings' name must be known first
import polib  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.utils.translation import to_locale  # noqa: E402

from tests.house.extraction import Message, messages, plurals  # noqa: E402

CODES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue(code: str) -> polib.POFile:
    folder = Path(settings.LOCALE_PATHS[0]) / to_locale(code) / "LC_MESSAGES"
    return polib.pofile(str(folder / "django.po"), wrapwidth=0)


def key(entry: polib.POEntry) -> Message:
    return (entry.msgctxt, entry.msgid)


def is_translated(entry: polib.POEntry) -> bool:
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return not entry.obsolete and not entry.fuzzy and all(forms)


def missing() -> None:
    there = {code: {key(e) for e in catalogue(code) if is_translated(e)} for code in CODES}
    plural_of = plurals()
    rows = [
        {"id": text, "context": context, "plural": plural_of.get((context, text)),
         "wanting": wanting}
        for context, text in sorted(messages(), key=str)
        if (wanting := [code for code in CODES if (context, text) not in there[code]])
    ]  # fmt: skip
    json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
    print()


def add(path: str) -> int:
    rows = json.loads(Path(path).read_text("utf-8"))
    faults: list[str] = []
    for code in CODES:
        kept = catalogue(code)
        entries = {key(entry): entry for entry in kept}
        for row in rows:
            if row.get(code):
                try:
                    put(kept, entries, row, row[code])
                except ValueError as error:
                    faults.append(f"{code}: {error}")
        kept.save()
    print("\n".join(faults) or f"{len(rows)} texts taken.")
    return 1 if faults else 0


def put(
    kept: polib.POFile, entries: dict[Message, polib.POEntry], row: dict[str, Any], given: Any
) -> None:
    known = entries.get((row.get("context"), row["id"]))
    entry = known or polib.POEntry(msgid=row["id"], msgctxt=row.get("context"))
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    entry.obsolete = False
    if row.get("plural"):
        count = int(kept.metadata["Plural-Forms"].split("nplurals=")[1].split(";")[0])
        if not isinstance(given, list) or len(given) != count:
            message = f"{row['id']!r} needs a list of {count} forms"
            raise ValueError(message)
        entry.msgid_plural = row["plural"]
        entry.msgstr_plural = dict(enumerate(given))
    else:
        if not isinstance(given, str):
            message = f"{row['id']!r} needs one string"
            raise ValueError(message)
        entry.msgstr = given
    if known is None:
        kept.append(entry)


def prune() -> None:
    wanted = messages()
    for code in CODES:
        kept = catalogue(code)
        unused = [entry for entry in kept if key(entry) not in wanted]
        for entry in unused:
            kept.remove(entry)
        kept.save()
        print(f"{code}: {len(unused)} dropped")


def main(arguments: list[str]) -> int:
    match arguments:
        case ["missing"]:
            missing()
        case ["add", path]:
            return add(path)
        case ["prune"]:
            prune()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
