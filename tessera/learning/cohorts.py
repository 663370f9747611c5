"""Cohorts: actions, the facilitator's cockpit, and joining by an address that one was given."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.learning.actions import check_teacher
from tessera.learning.errors import CourseStateError
from tessera.learning.mails import COHORT
from tessera.learning.marking.handing_in import handed_in_to
from tessera.learning.models import Cohort, Course, Enrolment, HandedIn
from tessera.learning.outline import CourseOutline, UnitOutline, outline
from tessera.learning.rules import can_facilitate, can_teach
from tessera.learning.standing import next_unit
from tessera.learning.studying import enrol
from tessera.lib.errors import LimitReachedError, NotAllowedError, TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.network.people import shown_names
from tessera.notifications.actions import send_mail
from tessera.vocabularies.labels import current_language

#: Who is not done and was not seen for so long is shown as stuck.
STUCK_AFTER: Final = timedelta(days=7)
_A_PAGE: Final = 100
#: Messages to one cohort in a day: each is a mail to everybody in it.
_MOST_MESSAGES: Final = 3


@dataclass(frozen=True)
class Member:
    """Somebody in a cohort, as the facilitator sees them."""

    name: str
    done: int
    next: UnitOutline | None
    seen_at: datetime
    completed_at: datetime | None
    is_stuck: bool


@dataclass(frozen=True)
class Answer:
    """An answer that was handed in, as the cockpit lists it."""

    handed: HandedIn
    name: str
    unit: UnitOutline | None


def open_cohort(course: Course, *, name: str, starts_on: date, ends_on: date, by: User) -> Cohort:
    """Open a cohort of a public course; who opens it facilitates it.

    Raises:
        NotAllowedError: the actor may not write courses, or the course is not public.
    """
    check_teacher(by)
    if course.state != Course.State.PUBLIC:
        raise NotAllowedError(_("This course is not public."))
    with transaction.atomic():
        made = Cohort.objects.create(
            course=course, facilitator=by, name=name, starts_on=starts_on, ends_on=ends_on
        )
        log(made, "learning.cohort.open", user=by)
    return made


def join_cohort(cohort: Cohort, *, language: str, by: User) -> Enrolment:
    """Enrol in the course as one of the cohort.

    Raises:
        NotAllowedError: the account is not active, or the course is no longer offered.
        CourseStateError: the cohort is over.
    """
    if cohort.is_over(on=timezone.localdate()):
        raise CourseStateError(_("This cohort is over. You can take the course by yourself."))
    with transaction.atomic():
        enrolment = enrol(cohort.course, language=language, by=by)
        Enrolment.objects.filter(pk=enrolment.pk).update(cohort=cohort)
    return enrolment


def leave_cohort(enrolment: Enrolment, *, by: User) -> None:
    """Go on alone: the facilitator sees nothing more.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    if enrolment.user_id != by.pk:
        raise NotAllowedError(_("This way through a course is somebody else’s."))
    with transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(cohort=None)


class Recipients(models.TextChoices):
    """To whom in a cohort a message goes."""

    ALL = "all", gettext_lazy("everybody")
    OPEN = "open", gettext_lazy("those who have not completed the course")
    STUCK = "stuck", gettext_lazy("those who were not seen for a week")


def write_to_cohort(
    cohort: Cohort, *, subject: str, text: str, by: Actor, to: str = Recipients.ALL
) -> int:
    """Send a message to those in a cohort; how many. Nobody sees another's address.

    Raises:
        NotAllowedError: not the facilitator.
    """
    if not can_facilitate(by, cohort):
        raise NotAllowedError(_("You may not write to this cohort."))
    with transaction.atomic():
        rows = _members(cohort, to).select_related("user")
        for enrolment in rows:
            context = {
                "path": cohort.course.get_absolute_url(),
                "cohort": cohort.name,
                "subject": subject,
                "text": text,
            }
            send_mail(COHORT, to=enrolment.user, context=context, language=enrolment.language)
        log(cohort, "learning.cohort.write", user=user_or_none(by))
    return len(rows)


def _members(cohort: Cohort, to: str) -> "models.QuerySet[Enrolment]":
    rows = Enrolment.objects.filter(cohort=cohort, user__is_active=True)
    if to in {Recipients.OPEN, Recipients.STUCK}:
        rows = rows.filter(completed_at=None)
    if to == Recipients.STUCK:
        rows = rows.filter(seen_at__lt=timezone.now() - STUCK_AFTER)
    return rows


class CohortForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new cohort."""

    class Meta:
        model = Cohort
        fields = ("course", "name", "starts_on", "ends_on")
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}),
            "ends_on": forms.DateInput(attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["course"].queryset = Course.objects.public().with_texts()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The end does not lie before the beginning."""
        values = super().clean() or {}
        begins, ends = values.get("starts_on"), values.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The end lies before the start."))
        return values


class MessageForm(forms.Form):
    """A message to a cohort."""

    to = forms.ChoiceField(
        label=pgettext_lazy("recipients", "To"), choices=Recipients.choices, initial=Recipients.ALL
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_list(request: HttpRequest) -> HttpResponse:
    """All cohorts, and a form for a new one."""
    if not can_teach(request.user):
        raise PermissionDenied
    form = CohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(open_cohort(**form.cleaned_data, by=user_of(request)))
    rows = Cohort.objects.select_related("course").annotate(count=Count("enrolments"))
    rows = rows.order_by("-starts_on", "-pk")
    page = page_of(rows.prefetch_related("course__texts"), page_number(request), _A_PAGE)
    status = 422 if form.errors else 200
    return render(request, "learning/cohorts.html", {"form": form, "page": page}, status=status)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: HttpRequest, identifier: str) -> HttpResponse:
    """The cockpit: who is where, who is stuck, and a message to all."""
    found = get_object_or_404(Cohort.objects.select_related("course"), identifier=identifier)
    if not can_facilitate(request.user, found):
        raise PermissionDenied
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _sent(request, found, form):
        return redirect(found)
    course = outline(found.course, current_language())
    page = page_of(_rows(found), page_number(request), _A_PAGE)
    handed = list(handed_in_to(found)[:_A_PAGE])
    users = {row.user for row in page} | {each.enrolment.user for each in handed}
    names = shown_names(list(users), request.user)
    titles = {unit.pk: unit for unit in course.units}
    context = {
        "cohort": found,
        "course": course,
        "page": page,
        "members": [_member(row, names, course) for row in page],
        "total": len(course.units),
        "stuck": _members(found, Recipients.STUCK).count(),
        "completed": Enrolment.objects.filter(cohort=found, completed_at__isnull=False).count(),
        "handed": [
            Answer(each, names[each.enrolment.user_id], titles.get(each.unit_id)) for each in handed
        ],
        "waiting": handed_in_to(found).filter(mark=HandedIn.Mark.WAITING).count(),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "learning/cohort.html", context, status=status)


def _sent(request: HttpRequest, cohort: Cohort, form: MessageForm) -> bool:
    """Whether the message went out; otherwise the form says why, and keeps it."""
    try:
        count_attempt(
            "learning.cohort", str(cohort.pk), most=_MOST_MESSAGES, within=timedelta(days=1)
        )
    except LimitReachedError:
        form.add_error(
            None, _("Three messages a day is what this site passes on. Send it tomorrow.")
        )
        return False
    count = write_to_cohort(cohort, **form.cleaned_data, by=user_of(request))
    went = ngettext(
        "The message goes to %(count)s person.", "The message goes to %(count)s people.", count
    )
    messages.success(request, went % {"count": count})
    return True


def _rows(cohort: Cohort) -> Any:
    """Who may need help first: not completed, longest unseen."""
    rows = Enrolment.objects.filter(cohort=cohort).select_related("user")
    is_over = F("completed_at").asc(nulls_first=True)
    return rows.prefetch_related("done").order_by(is_over, "seen_at", "pk")


def _member(row: Any, names: dict[int, str], course: CourseOutline) -> Member:
    is_stuck = row.completed_at is None and row.seen_at < timezone.now() - STUCK_AFTER
    done = {each.unit_id for each in row.done.all()} & {unit.pk for unit in course.units}
    after = None if row.completed_at else next_unit(course, done)
    return Member(names[row.user_id], len(done), after, row.seen_at, row.completed_at, is_stuck)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_join(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the facilitator will see, then join."""
    found = get_object_or_404(Cohort.objects.select_related("course", "facilitator"), token=token)
    user = user_of(request)
    rows = Enrolment.objects.filter(user=user, course=found.course)
    enrolment = rows.select_related("cohort").first()
    is_in = bool(enrolment and enrolment.cohort_id == found.pk)
    if request.method == "POST":
        if is_in and enrolment and request.POST.get("do") == "leave":
            leave_cohort(enrolment, by=user)
            messages.success(request, _("You go on alone. The facilitator sees nothing more."))
            return redirect(found.course)
        try:
            join_cohort(found, language=current_language(), by=user)
        except TesseraError as error:
            messages.error(request, str(error))
            return redirect("cohort_join", token)
        return redirect(found.course)
    facilitator = found.facilitator
    name = shown_names([facilitator], user)[facilitator.pk] if facilitator else ""
    context = {
        "cohort": found,
        "course": outline(found.course, current_language()),
        "facilitator": name,
        "is_in": is_in,
        "is_over": found.is_over(on=timezone.localdate()),
        "other": enrolment.cohort if enrolment and not is_in else None,
    }
    answer = render(request, "learning/join_cohort.html", context)
    answer["Referrer-Policy"] = "same-origin"
    return answer
