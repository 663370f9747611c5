"""Looking for what should not stand in a text: personal data and the language of advertising.

Both are hints to an editor who reads on; neither decides anything. The patterns are deliberately
few: addresses, telephone and identity numbers, dates of birth, house numbers beside a given name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_ROLE_MAILBOX: Final = re.compile(
    r"^(info|contact|office|hello|mail|admin|press|support|kontakt|contacto|integration|welcome)@",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<![\w/.-])(?:\+|00)\d[\d ()/.-]{7,}\d")
_BIRTH: Final = re.compile(
    r"\b(?:born on|date of birth|née? le|nacid[oa] el|doğum tarihi|родил(?:ся|ась)|"
    r"تاريخ الميلاد|مواليد|出生(?:日期|于))\W{0,3}[\w./ -]{4,20}",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"\b(?:passport|passeport|pasaporte|pasaport|паспорт|asylum case|case number|permit no)\b"
    r"[^\n]{0,12}?[A-Z0-9-]*\d{4,}",
    re.IGNORECASE,
)
_AGE_AND_NAME: Final = re.compile(
    r"\b[A-ZÀ-ÖØ-ÞĞİŞÇÖÜ][\w’'-]+(?: [A-ZÀ-ÖØ-Þ][\w’'-]+)? \((?:aged )?\d{1,2}\)"
)
_PERSONAL: Final = (_EMAIL, _PHONE, _BIRTH, _NUMBER, _AGE_AND_NAME)

_PROMOTION: Final = re.compile(
    r"\b(?:world[- ]class|market leader|best in class|award[- ]winning|revolutionary|unique "
    r"opportunity|buy now|sign up today|special offer|unbeatable|number one|leader mondial|"
    r"incontournable|offre spéciale|révolutionnaire|líder mundial|oferta especial|inmejorable|"
    r"revolucionari[oa]|мировой лидер|уникальная возможность|лучший в мире|спецпредложение|"
    r"dünya lideri|kaçırmayın|özel teklif|benzersiz fırsat)\b"
    r"|الأفضل في العالم|فرصة فريدة|عرض خاص|رائدة عالميا|世界领先|独一无二|特别优惠|立即购买",
    re.IGNORECASE,
)
_AROUND: Final = 40


@dataclass(frozen=True)
class Passage:
    """What was found, with a few words around it."""

    before: str
    match: str
    after: str


def personal_data(text: str) -> list[Passage]:
    """Places that may identify a person; mailboxes of an office are none."""
    found = [
        match
        for pattern in _PERSONAL
        for match in pattern.finditer(text)
        if not (pattern is _EMAIL and _ROLE_MAILBOX.match(match.group()))
    ]
    return list(_passages(text, found))


def promotional_words(text: str) -> list[Passage]:
    """Phrases of advertising, in the languages of the interface."""
    return list(_passages(text, list(_PROMOTION.finditer(text))))


def _passages(text: str, matches: list[re.Match[str]]) -> Iterator[Passage]:
    for match in sorted(matches, key=lambda each: each.start()):
        start, end = match.span()
        yield Passage(
            before=text[max(0, start - _AROUND) : start].lstrip(),
            match=match.group(),
            after=text[end : end + _AROUND].rstrip(),
        )
