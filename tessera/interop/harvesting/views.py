"""The pages of sources, for editors."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.models import User
from tessera.interop.friends.listing import asking
from tessera.interop.harvesting import actions, deciding, pages
from tessera.interop.harvesting.forms import SourceForm, initial_of
from tessera.interop.harvesting.models import HarvestItem, HarvestLink, HarvestRun, Source
from tessera.interop.importing.actions import can_import
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of

_A_PAGE: Final = 50
_METHODS: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class SourcePage:
    """What ``interop/source.html`` shows."""

    source: Source
    open_run: pages.RunShown | None
    newest: pages.RunShown | None
    filters: tuple[tuple[str, str], ...]
    waiting: tuple[pages.Waiting, ...]
    waiting_count: int
    records: int
    runs: tuple[pages.RunShown, ...]
    refusal: str = ""


def _user(request: HttpRequest) -> User:
    user = user_of(request)
    if not can_import(user):
        raise PermissionDenied
    return user


@require_http_methods(["GET", "HEAD"])
@sign_in_required
def source_list(request: HttpRequest) -> HttpResponse:
    """All sources with their health."""
    _user(request)
    page = page_of(Source.objects.all(), page_number(request), 20)
    context = {"page": page, "rows": pages.source_rows(page.object_list), "asking": asking()}
    return render(request, "interop/source_list.html", context)


@require_http_methods(_METHODS)
@sign_in_required
def source_new(request: HttpRequest) -> HttpResponse:
    """Add a source."""
    user = _user(request)
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = actions.add_source(values=form.cleaned_data, by=user)
        except actions.HarvestStateError as error:
            form.add_error("address", str(error))
        else:
            return redirect("source", number=source.pk)
    return _form(request, form, None)


@require_http_methods(_METHODS)
@sign_in_required
def source_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a source."""
    user = _user(request)
    source = get_object_or_404(Source, pk=number)
    form = SourceForm(request.POST or None, initial=initial_of(source))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_source(source, values=form.cleaned_data, by=user)
        except actions.HarvestStateError as error:
            form.add_error(None, str(error))
        else:
            return redirect("source", number=source.pk)
    return _form(request, form, source)


def _form(request: HttpRequest, form: SourceForm, source: Source | None) -> HttpResponse:
    context = {"form": form, "source": source}
    return render(request, "interop/source_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(_METHODS)
@sign_in_required
def source(request: HttpRequest, number: int) -> HttpResponse:
    """One source: its health, the next step, what waits for a decision, its runs."""
    user = _user(request)
    found = get_object_or_404(Source, pk=number)
    refusal = ""
    if request.method == "POST":
        try:
            if answer := _act(request, found, user):
                return answer
        except TesseraError as error:
            refusal = str(error)
        found.refresh_from_db()
    page = page_of(found.runs.all(), page_number(request), 10)
    shown = _source_page(found, list(page.object_list), refusal)
    context = {"shown": shown, "source": found, "page": page}
    return render(request, "interop/source.html", context, status=409 if refusal else 200)


def _act(request: HttpRequest, found: Source, user: User) -> HttpResponse | None:
    do = request.POST.get("do", "")
    if do in {"preview", "run"}:
        run = actions.begin(found, by=user, is_preview=do == "preview")
        return redirect("source_run", number=found.pk, run=run.pk)
    key = request.POST.get("item", "")
    if do == "decide" and key.isdecimal() and len(key) < 19:
        link = get_object_or_404(HarvestLink, pk=int(key), source=found)
        deciding.decide(link, choice=request.POST.get("choice", ""), by=user)
        return redirect("source", number=found.pk)
    return None


def _source_page(found: Source, runs: list[HarvestRun], refusal: str) -> SourcePage:
    row = pages.source_rows([found])[0]
    open_run = found.runs.filter(state__in=HarvestRun.AT_WORK).first()
    links = HarvestLink.objects.filter(source=found, state__in=deciding.CHOICES)
    waiting = links.select_related("record").order_by("pk")[:10]
    return SourcePage(
        source=found,
        open_run=pages.run_shown(open_run) if open_run else None,
        newest=row.newest,
        filters=pages.settings_shown(found),
        waiting=tuple(pages.waiting_shown(each) for each in waiting),
        waiting_count=links.count(),
        records=row.records,
        runs=tuple(pages.run_shown(each) for each in runs),
        refusal=refusal,
    )


@require_http_methods(_METHODS)
@sign_in_required
def source_run(request: HttpRequest, number: int, run: int) -> HttpResponse:
    """One run and its report."""
    user = _user(request)
    found = get_object_or_404(HarvestRun.objects.select_related("source"), pk=run, source=number)
    refusal = ""
    if request.method == "POST":
        try:
            do = request.POST.get("do")
            if do in {"stop", "undo"}:
                (actions.stop if do == "stop" else actions.undo)(found, by=user)
                return redirect(request.path)
        except TesseraError as error:
            refusal = str(error)
        found.refresh_from_db()
    items: Any = HarvestItem.objects.filter(run=found).select_related("run")
    state = request.GET.get("state", "")
    if state in HarvestItem.State.values:
        items = items.filter(state=state)
    page = page_of(items, page_number(request), _A_PAGE)
    context = {
        "source": found.source,
        "shown": pages.run_shown(found),
        "state": state,
        "items": [pages.item_shown(each) for each in page.object_list],
        "can_be_undone": pages.can_be_undone(found),
        "refusal": refusal,
        "page": page,
    }
    return render(request, "interop/source_run.html", context, status=409 if refusal else 200)
