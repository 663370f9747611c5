"""Languages of texts and of the interface: BCP 47 tags, names and writing direction."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import parse_locale

#: Interface languages, and the tag that texts in them carry in records.
INTERFACE_LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh-hans", "tr")
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
_RIGHT_TO_LEFT_SCRIPTS = {"adlm", "arab", "hebr", "rohg", "syrc", "thaa"}
_OWN_TAGS = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-tw": "zh-hant", "no": "nb", "iw": "he"}


def interface_language(tag: str) -> str:
    """The tag if it is an interface language, else the first of them, English."""
    return tag if tag in INTERFACE_LANGUAGES else INTERFACE_LANGUAGES[0]


def normalize_tag(tag: str) -> str:
    """The lower-case tag that the product stores; plain ``zh`` is taken as Simplified Chinese."""
    lowered = tag.strip().lower().replace("_", "-")
    return _OWN_TAGS.get(lowered, lowered)


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``."""
    language, *rest = tag.lower().split("-")
    if rest and len(rest[0]) == 4:  # the script is said
        return "rtl" if rest[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def html_tag(tag: str) -> str:
    """The tag as HTML and machines expect it (``zh-Hans``)."""
    parts = tag.split("-")
    return "-".join(
        part.title() if len(part) == 4 else part.upper() if index and len(part) == 2 else part
        for index, part in enumerate(parts)
    )


@lru_cache(maxsize=64)
def cldr_locale(tag: str) -> Locale:
    """Babel's locale of a tag, English when the library does not know it."""
    try:
        return Locale.parse(html_tag(tag), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=2048)
def language_name(tag: str, in_language: str) -> str:
    """A language's name in another language, from CLDR; the tag itself when it has none."""
    tag = normalize_tag(tag)
    names = cldr_locale(in_language).languages
    key = html_tag(tag).replace("-", "_")
    short = {"zh_Hans": "zh", "zh_Hant": "zh_Hant"}.get(key, key)
    return str(names.get(short) or names.get(key) or names.get(key.split("_")[0]) or tag)


@lru_cache(maxsize=4096)
def territory_name(code: str, in_language: str) -> str:
    """A country's or region's name (ISO 3166, UN M49) from CLDR; empty when it has none."""
    return str(cldr_locale(in_language).territories.get(code) or "")


@lru_cache(maxsize=256)
def own_name(tag: str) -> str:
    """A language's name in itself, with a capital where its script has one."""
    name = language_name(tag, tag)
    return name[:1].upper() + name[1:]


def is_tag(text: str) -> bool:
    """Whether a text is a well-formed tag of a language that CLDR names in English."""
    try:
        parse_locale(text, sep="-")
    except ValueError:
        return False
    return text.lower() == normalize_tag(text) and language_name(text, "en") != text


@lru_cache(maxsize=16)
def language_choices(in_language: str) -> tuple[tuple[str, str], ...]:
    """Tags and names of all languages that CLDR names: those of the interface, then the others.

    Names are in ``in_language``; the others stand in the order of their names.
    """
    known = {normalize_tag(str(tag)) for tag in cldr_locale(in_language).languages}
    known = {tag for tag in known if is_tag(tag) and tag not in {"und", "mul", "zxx", "mis"}}
    others = sorted(
        (language_name(tag, in_language), tag) for tag in known - set(INTERFACE_LANGUAGES)
    )
    first = [(tag, language_name(tag, in_language)) for tag in INTERFACE_LANGUAGES]
    return (*first, *((tag, name) for name, tag in others))
