"""Transcript of learning: everything that somebody learned here, on one sheet; for them alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.models import User
from tessera.learning.models import Attempt, Certificate
from tessera.learning.outline import CourseOutline, outline
from tessera.learning.standing import own_courses
from tessera.lib.printing import Document, Written, render_pdf
from tessera.network.people import shown_name
from tessera.vocabularies.labels import current_language


@dataclass(frozen=True)
class Result:
    """The best attempts at the quizzes of a course, taken together."""

    score: int
    most: int


#: Enrolment and unit → the best attempt.
Results = dict[tuple[int, int], Result]


@dataclass(frozen=True)
class Line:
    """A course on the transcript. Of one that was left, only the certificate is known."""

    course: CourseOutline
    begun: date | None
    completed: date | None
    done: int
    minutes: int
    result: Result | None
    code: str

    @property
    def total(self) -> int:
        """How many units there are."""
        return len(self.course.units)


@dataclass(frozen=True)
class Transcript:
    """Whose it is, and every course, those seen last first."""

    name: str
    lines: tuple[Line, ...]

    @property
    def minutes(self) -> int:
        """How long all that is completed took."""
        return sum(line.minutes for line in self.lines if line.completed)

    @property
    def has_codes(self) -> bool:
        """Whether others can check some of it."""
        return any(line.code for line in self.lines)


def transcript_of(user: User, language: str) -> Transcript:
    """All that somebody learns and learned. A fixed number of queries."""
    rows = own_courses(user, language)
    results = _results(user)
    lines = [
        Line(
            course=row.course,
            begun=timezone.localdate(row.enrolment.enrolled_at),
            completed=_day(row.enrolment.completed_at),
            done=row.done,
            minutes=row.certificate.minutes if row.certificate else row.course.minutes,
            result=_together(results, row.enrolment.pk, row.course),
            code=row.certificate.code if row.certificate else "",
        )
        for row in rows
    ]
    present = [row.enrolment.course_id for row in rows]
    left = Certificate.objects.filter(user=user).exclude(course__in=present)
    lines += [_left(each, language) for each in left.select_related("course")]
    return Transcript(user.get_full_name() or shown_name(user, user), tuple(lines))


def _left(certificate: Certificate, language: str) -> Line:
    course = outline(certificate.course, language)
    return Line(
        course=course,
        begun=None,
        completed=certificate.completed_on,
        done=len(course.units),
        minutes=certificate.minutes,
        result=None,
        code=certificate.code,
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _results(user: User) -> Results:
    """One query, with one row for each length that a quiz has had."""
    rows = (
        Attempt.objects.filter(enrolment__user=user)
        .order_by()
        .values_list("enrolment_id", "unit_id", "most")
        .annotate(best=Max("score"))
    )
    found: Results = {}
    for enrolment, unit, most, best in rows:
        known = found.get((enrolment, unit))
        if known is None or best * known.most > known.score * most:
            found[enrolment, unit] = Result(best, most)
    return found


def _together(results: Results, enrolment: int, course: CourseOutline) -> Result | None:
    parts = [results[key] for unit in course.units if (key := (enrolment, unit.pk)) in results]
    if not parts:
        return None
    return Result(sum(each.score for each in parts), sum(each.most for each in parts))


@never_cache
@require_safe
@sign_in_required
def transcript(request: HttpRequest) -> HttpResponse:
    """What was learned, on one sheet."""
    shown = transcript_of(user_of(request), current_language())
    return render(request, "learning/transcript.html", {"transcript": shown})


@never_cache
@require_safe
@sign_in_required
def transcript_pdf(request: HttpRequest) -> HttpResponse:
    """The same to print, in the language of the address."""
    language = current_language()
    document = transcript_document(transcript_of(user_of(request), language), language)
    answer = HttpResponse(render_pdf(document), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="transcript-{language}.pdf"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def transcript_document(shown: Transcript, language: str) -> Document:
    """The transcript on paper; who has a certificate can have it checked."""
    document = Document(
        _("Transcript of learning"), settings.SITE_NAME, language, settings.SITE_NAME
    )
    document.heading(shown.name)
    today = date_format(timezone.localdate(), "DATE_FORMAT")
    document.paragraph(Written(_("As of %(date)s") % {"date": today}), "small")
    head = (
        _("Course"), pgettext("a course", "Begun"), pgettext("a course", "Completed"),
        _("Minutes"), pgettext("of quizzes", "Result"), _("Certificate"),
    )  # fmt: skip
    document.table(head, list(_cells(shown.lines)), (5, 3, 3, 2, 3, 5))
    minutes = shown.minutes
    learned = ngettext(
        "%(minutes)s minute of learning completed.",
        "%(minutes)s minutes of learning completed.",
        minutes,
    )
    document.paragraph(Written(learned % {"minutes": minutes}))
    if shown.has_codes:
        address = settings.BASE_URL + reverse("certificate_check")
        checked = _("Anybody can check these certificates by their codes.")
        document.scannable(Written(checked), address=address)
    return document


def _cells(lines: Iterable[Line]) -> Iterable[list[str | Written]]:
    for line in lines:
        done = _("%(count)s of %(total)s units done") % {"count": line.done, "total": line.total}
        yield [
            Written(line.course.title, line.course.language),
            _written_day(line.begun),
            _written_day(line.completed) if line.completed else done,
            str(line.minutes),
            _("%(score)s of %(most)s answers right") % vars(line.result) if line.result else "–",
            line.code or "–",
        ]


def _written_day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else "–"
