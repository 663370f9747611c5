"""The citation styles that come with the product, each a file of the CSL project."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "styles"


@dataclass(frozen=True)
class Style:
    """A style: its file, and the name that its users know it by, the same in every language."""

    code: str
    name: str

    @property
    def path(self) -> Path:
        """Where it stands."""
        return FOLDER / f"{self.code}.csl"


STYLES: dict[str, Style] = {
    code: Style(code, name)
    for code, name in (
        ("apa", "APA 7"),
        ("chicago-author-date", "Chicago 18 (author-date)"),
        ("chicago-notes-bibliography", "Chicago 18 (notes)"),
        ("modern-language-association", "MLA 9"),
        ("harvard-cite-them-right", "Harvard (Cite Them Right 12)"),
        ("iso690-author-date-en", "ISO 690"),
        ("nlm-citation-sequence", "Vancouver (NLM)"),
        ("american-medical-association", "AMA 11"),
        ("american-sociological-association", "ASA 6/7"),
        ("american-political-science-association", "APSA"),
        ("international-organization", "International Organization"),
        ("ieee", "IEEE"),
        ("gost-r-7-0-5-2008", "ГОСТ Р 7.0.5–2008"),
        ("china-national-standard-gb-t-7714-2015-author-date", "GB/T 7714–2015"),
    )
}
DEFAULT = "apa"
#: Our interface languages and the processor's locales; most styles are written in American English.
LOCALES = {
    "en": "en-US", "fr": "fr-FR", "es": "es-ES", "ar": "ar", "ru": "ru-RU", "zh-hans": "zh-CN",
    "tr": "tr-TR",
}  # fmt: skip
