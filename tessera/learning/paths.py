"""Learning paths: what their pages show, and the actions and the form of those who teach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.catalogue.cards import Card, cards
from tessera.learning.actions import check_teacher
from tessera.learning.models import Course, Enrolment, LearningPath, PathText
from tessera.learning.outline import CourseOutline, outline
from tessera.learning.rules import can_teach
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.lib.texts import best_text
from tessera.network.models import TextStatus
from tessera.vocabularies.labels import current_language

#: A path of more is a reading list.
_MOST_STEPS = 30


@dataclass(frozen=True)
class Step:
    """A course, or the card of something else. ``is_done`` is a learner's own."""

    course: CourseOutline | None = None
    card: Card | None = None
    is_done: bool = False


@dataclass(frozen=True)
class PathShown:
    """A path in one language; ``done`` of its courses are completed by the reader."""

    path: LearningPath
    text: PathText
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        """How long its courses take together."""
        return sum(step.course.minutes for step in self.steps if step.course)

    @property
    def courses(self) -> int:
        """How many courses it has."""
        return sum(step.course is not None for step in self.steps)

    @property
    def done(self) -> int:
        """How many of them the reader has completed."""
        return sum(step.is_done for step in self.steps)


def public_paths(language: str, user: Any) -> list[PathShown]:
    """All public paths. A fixed number of queries."""
    paths = list(LearningPath.objects.public().with_texts()[:50])
    return _shown(paths, language, user)


def _shown(paths: Sequence[LearningPath], language: str, user: Any) -> list[PathShown]:
    wanted = list(dict.fromkeys(each for path in paths for each in path.steps))
    courses = {
        each.identifier: outline(each, language)
        for each in Course.objects.public().filter(identifier__in=wanted)
    }
    others = [each for each in wanted if each not in courses]
    found = {card.identifier: card for card in cards(others, language)} if others else {}
    done: set[str] = set()
    if courses and isinstance(user, User):
        rows = Enrolment.objects.filter(user=user, completed_at__isnull=False)
        done = set(rows.values_list("course__identifier", flat=True))
    shown = []
    for path in paths:
        text = best_text(path.texts.all(), language, path.original_language)
        steps = tuple(
            Step(courses.get(each), found.get(each), each in done)
            for each in path.steps
            if each in courses or each in found
        )
        if text:
            shown.append(PathShown(path, text, steps))
    return shown


def save_path(
    path: LearningPath | None,
    *,
    language: str,
    words: dict[str, str],
    steps: list[str],
    is_public: bool,
    by: Actor,
) -> LearningPath:
    """Make a path, or keep a changed one.

    Raises:
        NotAllowedError: the actor may not write courses.
    """
    check_teacher(by)
    with transaction.atomic():
        kept = path or LearningPath(original_language=language)
        kept.steps, kept.state = steps, "PUBLIC" if is_public else "DRAFT"
        kept.save()
        is_own = language == kept.original_language
        status = TextStatus.ORIGINAL if is_own else TextStatus.HUMAN
        PathText.objects.update_or_create(
            path=kept, language=language, defaults={**words, "status": status}
        )
        log(kept, "learning.path.change", user=user_or_none(by))
    return kept


class PathForm(forms.Form):
    """A path in one language. Its steps are lines, so that it takes no script to order them."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("Summary"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    steps = forms.CharField(
        label=gettext_lazy("Steps"),
        help_text=gettext_lazy(
            "On each line the identifier of a course, a record, an organization or a session, "
            "such as T7K2-9QXW; in their order."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr"}),
    )
    is_public = forms.BooleanField(label=gettext_lazy("Readers see it"), required=False)

    def clean_steps(self) -> list[str]:
        """Identifiers of things that are public."""
        lines = [each.strip() for each in self.cleaned_data["steps"].splitlines() if each.strip()]
        steps = [normalize(each) or "" for each in lines]
        if len(steps) > _MOST_STEPS:
            raise forms.ValidationError(_("A path has at most 30 steps."))
        courses = Course.objects.public().filter(identifier__in=steps)
        known = {card.identifier for card in cards(steps)}
        known |= set(courses.values_list("identifier", flat=True))
        for line, step in zip(lines, steps, strict=True):
            if step not in known:
                message = _("Nothing public has the identifier “%(line)s”.")
                raise forms.ValidationError(message, params={"line": line[:40]})
        return list(dict.fromkeys(steps))


@read_only
def path_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """A path with its steps."""
    path = LearningPath.objects.with_texts().filter(identifier=normalize(identifier) or "").first()
    if path is None or (path.state != "PUBLIC" and not can_teach(request.user)):
        raise Http404
    if path.identifier != identifier:
        return redirect(path, permanent=True)
    (shown,) = _shown([path], current_language(), request.user)
    context = {"shown": shown, "may_teach": can_teach(request.user)}
    return render(request, "learning/path.html", context)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def build_path(request: HttpRequest, identifier: str = "") -> HttpResponse:
    """The form of a path, new or known, in the language of the page."""
    if not can_teach(request.user):
        raise PermissionDenied
    path = get_object_or_404(LearningPath, identifier=identifier) if identifier else None
    language = current_language()
    first: dict[str, Any] = {}
    if path:
        text = path.texts.filter(language=language).first()
        first = {"steps": "\n".join(path.steps), "is_public": path.state == "PUBLIC"}
        first |= {"title": text.title, "summary": text.summary} if text else {}
    form = PathForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        kept = save_path(
            path,
            language=language,
            words={"title": values["title"], "summary": values["summary"]},
            steps=values["steps"],
            is_public=values["is_public"],
            by=user_of(request),
        )
        messages.success(request, _("Saved."))
        return redirect(kept)
    context = {
        "form": form,
        "path": path,
        "languages": INTERFACE_LANGUAGES,
        "paths": LearningPath.objects.with_texts().order_by("-updated_at")[:50],
    }
    status = 422 if form.errors else 200
    return render(request, "learning/build_path.html", context, status=status)
