"""Rows of lists, the badges on them, and links to further pages.

Template tags of every page (no ``load`` needed). An unknown attribute is an error.
"""

import html
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.utils import formats
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from tessera.lib import enumerations
from tessera.web.templatetags.drawings import icon, kind_line, safe, tile
from tessera.web.templatetags.web import lang_attrs, language_label

register = template.Library()


@register.filter(needs_autoescape=True)
def listed(words: Iterable[str], autoescape: bool = True) -> SafeString | str:
    """Words in one line with the present language's comma; what is no markup is escaped."""
    if not autoescape:
        return enumerations.listed(words)
    return safe(enumerations.listed(conditional_escape(word) for word in words))


@register.simple_tag
def comma() -> str:
    """The present language's comma with its space, between two things that are marked up."""
    return enumerations.comma()


@register.simple_tag
def badge(text: str, tone: str = "", icon_name: str = "", box: bool = False) -> SafeString:
    """A short statement of state. ``tone`` is empty, ``ok``, ``warn`` or ``err``."""
    if tone not in {"", "ok", "warn", "err"}:
        message = f"A badge has no tone “{tone}”. There are: ok, warn, err."
        raise template.TemplateSyntaxError(message)
    classes = ["badge", f"badge-{tone}" if tone else "", "badge-box" if box else ""]
    drawing = icon(icon_name) if icon_name else safe("")
    return format_html(
        '<span class="{} nodot">{}{}</span>', " ".join(filter(None, classes)), drawing, text
    )


@register.simple_tag
def language_badge(language: str) -> SafeString:
    """“Found in French”: the text was found, and is written, in another language."""
    return _language_badge(language, get_language())


@lru_cache(maxsize=1024)
def _language_badge(language: str, reader: str | None) -> SafeString:
    return format_html(
        '<span class="badge badge-lang nodot">{}{}</span>',
        icon("language"),
        gettext("Found in %(language)s") % {"language": language_label(language)},
    )


@register.simple_tag
def evidence(code: str, label: str) -> SafeString:
    """Five squares and the word: ``code`` is ``E0`` (not evaluated) to ``E5``. Nothing without."""
    if not label:
        return safe("")
    level = int(code[1:]) if code[:1] == "E" and code[1:].isdigit() else 0
    level = min(level, 5)
    if not level:
        words = gettext("Evidence: %(label)s") % {"label": label}
    else:
        words = gettext("Evidence %(level)s of 5: %(label)s") % {"level": level, "label": label}
    return format_html('<span class="ev ev-{}">{}</span>', level, words)


@register.simple_tag
def verified(on: date | None) -> SafeString:
    """When the record was last verified; nothing when it never was."""
    if on is None:
        return safe("")
    return _verified(on.year, on.month, get_language())


@lru_cache(maxsize=2048)
def _verified(year: int, month: int, language: str | None) -> SafeString:
    name = formats.date_format(date(year, month, 1), "YEAR_MONTH_FORMAT")
    return badge(gettext("Verified %(month)s") % {"month": name}, icon_name="check")


@register.simple_tag
def age_badge(age: str) -> SafeString:
    """Says that a record is due to be verified again, or may be out of date; else nothing."""
    return _age_badge(age, get_language()) if age in {"due", "stale"} else safe("")


@lru_cache(maxsize=32)
def _age_badge(age: str, language: str | None) -> SafeString:
    if age == "stale":
        return badge(gettext("May be out of date"), "warn", "alert")
    return badge(gettext("To be verified again"))


@lru_cache(maxsize=16)
def _superseded_badge(language: str | None) -> SafeString:
    return badge(gettext("Replaced by a newer record"), "warn", "alert")


_MACHINE = {"machine", "machine-checked"}


@register.simple_tag
def text_status(status: str) -> SafeString:
    """Says that a text is a machine translation; nothing for other texts."""
    return _text_status(status, get_language()) if status in _MACHINE else safe("")


@lru_cache(maxsize=32)
def _text_status(status: str, language: str | None) -> SafeString:
    words = (
        gettext("Machine translation")
        if status == "machine"
        else gettext("Machine translation, checked by a person")
    )
    return badge(words, icon_name="language")


@register.simple_tag
def chip(label: str, url: str) -> SafeString:
    """A filter in use; the whole chip removes it."""
    return format_html(
        '<a class="chip" href="{}" rel="nofollow"><span class="vh">{} </span>{}{}</a>',
        url,
        gettext("Remove filter:"),
        label,
        icon("close"),
    )


@register.simple_tag
def highlighted(segments: Sequence[tuple[str, bool]]) -> SafeString:
    """A text in pieces, those that the query matched marked."""
    return safe(
        "".join(
            f"<mark>{html.escape(text)}</mark>" if is_match else html.escape(text)
            for text, is_match in segments
        )
    )


@register.simple_tag
def record_card(card: Any, heading: int = 3) -> SafeString:
    """One row of a list (``tessera.catalogue.cards.Card``).

    ``heading`` is the level of its title. Written here and not in a template, as lists are most
    of what is served: this is ten times as fast.
    """
    said: list[str] = [kind_line(card.kind, card.kind_label)]
    said += [
        f"<span>{html.escape(text)}</span>" for text in (card.type_label, *card.places[:3]) if text
    ]
    if card.years:
        said.append(f'<span class="num"><bdi>{html.escape(card.years)}</bdi></span>')
    state = [
        _kept_evidence(card.evidence_code, card.evidence_label, get_language()),
        language_badge(card.found_in) if card.found_in else "",
        text_status(card.text_status),
        verified(card.verified_at),
        age_badge(getattr(card, "age", "")),
        _superseded_badge(get_language()) if getattr(card, "is_superseded", False) else "",
    ]
    title = highlighted(card.title_segments) if card.title_segments else html.escape(card.title)
    text = highlighted(card.passage) if card.passage else html.escape(card.summary)
    return safe(
        f'<article class="rec">\n{tile(card.kind, card.identifier)}\n<div>\n'
        f'<p class="meta">{"".join(said)}</p>\n'
        f'<h{heading}><a href="{html.escape(card.url)}"{lang_attrs(card.title_language)}>'
        f"{title}</a></h{heading}>\n"
        + (f"<p{lang_attrs(card.found_in or card.summary_language)}>{text}</p>\n" if text else "")
        + f'<p class="meta">{"".join(state)}</p>\n</div>\n</article>'
    )


@lru_cache(maxsize=256)
def _kept_evidence(code: str, label: str, language: str | None) -> SafeString:
    return evidence(code, label) if code else safe("")


def _query(parameters: QueryDict, number: int) -> str:
    query = parameters.copy()
    if number == 1:
        query.pop("page", None)
    else:
        query["page"] = str(number)
    return f"?{query.urlencode()}" if query else "."


@register.inclusion_tag("components/_pagination.html", takes_context=True)
def pagination(context: Context, page: "Page[Any]", most_pages: int = 500) -> dict[str, Any]:
    """Links to other pages of a list, keeping the rest of the address."""
    request: HttpRequest = context["request"]
    last = min(page.paginator.num_pages, most_pages)
    wanted = {1, last, *range(page.number - 2, page.number + 3)}
    numbers: list[tuple[int, str]] = []
    previous = 0
    for number in sorted(number for number in wanted if 1 <= number <= last):
        if number - previous > 1:
            numbers.append((0, ""))
        numbers.append((number, _query(request.GET, number)))
        previous = number
    return {
        "page": page,
        "numbers": numbers if last > 1 else [],
        "total": page.paginator.count,
        "previous_url": _query(request.GET, page.number - 1) if page.number > 1 else "",
        "next_url": _query(request.GET, page.number + 1) if page.number < last else "",
    }


_LINK_TONES = {"ok": "ok", "redirect": "warn", "soft-404": "err", "dead": "err", "blocked": "warn"}


@register.simple_tag
def link_state(state: str, label: str) -> SafeString:
    """The health of a link, in words and colour."""
    return badge(f"{label[:1].upper()}{label[1:]}", _LINK_TONES.get(state, ""), box=True)
