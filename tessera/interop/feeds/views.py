"""The feeds: what is new, any search, organizations, working sessions, courses, funding."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.catalogue.browsing import news_items
from tessera.catalogue.cards import cards
from tessera.changes.models import Change
from tessera.communities.models import Community, Discussion
from tessera.exchange.finding import find_listings, wanted_of
from tessera.interop.description import uri_of
from tessera.interop.feeds.answering import feed_answer
from tessera.interop.feeds.entries import (
    MOST_ENTRIES,
    SUMMARY_LETTERS,
    Entry,
    discussion_entry,
    entries_of,
    entry_of,
    event_entry,
    listing_entry,
)
from tessera.learning.models import Course
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.lib.texts import best_text
from tessera.meetings.models import Session
from tessera.meetings.series.reading import series_card, series_named
from tessera.network.funding.finding import open_programmes
from tessera.network.funding.finding import wanted_of as funding_wanted_of
from tessera.network.models import FundingProgramme, Organization
from tessera.network.querysets import OrganizationQuerySet
from tessera.search.facets import choice_label
from tessera.search.parameters import SearchAddress, read_address
from tessera.search.service import every_identifier
from tessera.vocabularies.labels import current_language, labels


@read_only
def news_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """What was published or changed lately."""
    language = current_language()
    rows = Change.objects.filter(
        kind__in=[Change.Kind.RECORD, Change.Kind.ORGANIZATION],
        what__in=[Change.What.PUBLISHED, Change.What.UPDATED],
    ).order_by("-sequence")[:MOST_ENTRIES]
    entries = [entry_of(item.card, item.change.at, language) for item in news_items(list(rows))]
    title = _("What’s new in %(site)s") % {"site": settings.SITE_NAME}
    return feed_answer(request, extension, title, reverse("whats_new"), entries)


@read_only
def search_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The newest that a search finds; in another order only when the address asks for it."""
    language = current_language()
    address = read_address(request.GET, language=language)
    sort = address.criteria.sort if request.GET.get("sort") else "newest"
    address = address.changed(sort=sort)
    found = cards(list(every_identifier(address.criteria, MOST_ENTRIES)), language)
    page = reverse("search") + address.query
    entries = entries_of(found, language)
    return feed_answer(request, extension, _title(address, language), page, entries)


def _title(address: SearchAddress, language: str) -> str:
    """The site's name and what was asked for."""
    criteria = address.criteria
    choices = [
        choice_label(facet, code, language)
        for facet, codes in criteria.filters.items()
        for code in codes
    ]
    asked = [f"“{criteria.text}”"] if criteria.text else []
    return " · ".join([*asked, *choices, settings.SITE_NAME])


@read_only
def organization_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Organizations of the directory, those that changed last first."""
    language = current_language()
    newest = _directory(request.GET).order_by("-last_published_at", "-pk")
    identifiers = list(newest.values_list("identifier", flat=True)[:MOST_ENTRIES])
    query = request.GET.urlencode()
    page = reverse("organization_directory") + (f"?{query}" if query else "")
    title = f"{_('Organizations')} · {settings.SITE_NAME}"
    entries = entries_of(cards(identifiers, language), language)
    return feed_answer(request, extension, title, page, entries)


def _directory(parameters: QueryDict) -> OrganizationQuerySet:
    """The organizations that the directory's page would list."""
    picture, found = labels(), Organization.objects.public()
    if query := parameters.get("q", "").strip()[:100].replace("\0", ""):
        matching = Q(texts__name__icontains=query) | Q(acronym__icontains=query)
        found = found.filter(pk__in=Organization.objects.filter(matching).values("pk"))
    if kind := picture.concept("OT", parameters.get("type", "").upper()):
        found = found.filter(org_type=kind.pk)
    if country := picture.by_place_code.get(parameters.get("country", "").upper()):
        found = found.filter(country=country.pk)
    return found


@read_only
def session_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Working sessions that were announced or changed last."""
    language = current_language()
    sessions = Session.objects.public().with_texts().order_by("-updated_at", "-pk")
    entries = [_session_entry(session, language) for session in sessions[:MOST_ENTRIES]]
    title = f"{_('Working sessions')} · {settings.SITE_NAME}"
    return feed_answer(request, extension, title, reverse("session_list"), entries)


@read_only
def series_feed(request: HttpRequest, identifier: str, extension: str) -> HttpResponseBase:
    """What readers see of a series or forum, the sessions that changed last first."""
    language, series = current_language(), series_named(identifier)
    rows = series.sessions.public().with_sessions().order_by("-session__updated_at", "-pk")
    entries = [_session_entry(each.session, language) for each in rows[:MOST_ENTRIES]]
    title = f"{series_card(series, language).text.title} · {settings.SITE_NAME}"
    return feed_answer(request, extension, title, series.get_absolute_url(), entries)


def _session_entry(session: Session, language: str) -> Entry:
    text = best_text(session.texts.all(), language, session.original_language)
    address = settings.BASE_URL + session.get_absolute_url()
    title = text.title if text else session.identifier
    summary = (text.guiding_question or text.occasion) if text else ""
    tag = text.language if text else language
    return Entry(uri_of(session.identifier), address, title, tag, summary, tag, session.updated_at)


@read_only
def course_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Courses that were published or changed last."""
    language = current_language()
    courses = Course.objects.public().with_texts().order_by("-updated_at", "-pk")
    entries = [_course_entry(course, language) for course in courses[:MOST_ENTRIES]]
    title = f"{_('Courses')} · {settings.SITE_NAME}"
    return feed_answer(request, extension, title, reverse("course_list"), entries)


def _course_entry(course: Course, language: str) -> Entry:
    text = best_text(course.texts.all(), language, course.original_language)
    address = settings.BASE_URL + course.get_absolute_url()
    title, summary = (text.title, text.summary) if text else (course.identifier, "")
    tag = text.language if text else language
    return Entry(uri_of(course.identifier), address, title, tag, summary, tag, course.updated_at)


@read_only
def listing_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """What is offered and sought, as far as anybody may see it; narrowed as the page is."""
    rows = find_listings(wanted_of(request), AnonymousUser())[:MOST_ENTRIES]
    entries = [listing_entry(each) for each in rows]
    query = request.GET.urlencode()
    page = reverse("listings") + (f"?{query}" if query else "")
    title = f"{_('Offers and seeks')} · {settings.SITE_NAME}"
    return feed_answer(request, extension, title, page, entries)


@read_only
def community_feed(request: HttpRequest, identifier: str, extension: str) -> HttpResponseBase:
    """The newest discussions and events of a community that everybody may read; nobody's name is
    in it.
    """
    community = get_object_or_404(
        Community.objects.public(), identifier=normalize(identifier) or ""
    )
    rows = Discussion.objects.readable_by(AnonymousUser()).filter(community=community)
    events = community.events.live().order_by("-published_at", "-pk")
    found = [
        (each.created_at, discussion_entry(each, each.last_at))
        for each in rows.order_by("-created_at", "-pk")[:MOST_ENTRIES]
    ]
    found += [
        (each.published_at or each.created_at, event_entry(each, current_language()))
        for each in events[:MOST_ENTRIES]
    ]
    newest = sorted(found, key=lambda each: each[0], reverse=True)[:MOST_ENTRIES]
    entries = [entry for _at, entry in newest]
    title = f"{community.name} · {settings.SITE_NAME}"
    return feed_answer(request, extension, title, community.get_absolute_url(), entries)


@read_only
def funding_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Open funding, the last announced first; with the parameters of its list."""
    rows = open_programmes(funding_wanted_of(request)).order_by("-updated_at", "-pk")
    entries = [_funding_entry(programme) for programme in rows[:MOST_ENTRIES]]
    title = f"{_('Funding')} · {settings.SITE_NAME}"
    return feed_answer(request, extension, title, reverse("funding"), entries)


def _funding_entry(programme: FundingProgramme) -> Entry:
    address = settings.BASE_URL + programme.get_absolute_url()
    return Entry(
        uri_of(programme.identifier),
        address,
        programme.title,
        programme.language,
        programme.summary[:SUMMARY_LETTERS],
        programme.language,
        programme.updated_at,
    )
