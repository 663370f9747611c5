"""The pages of imports, for editors."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.models import User
from tessera.interop.importing import actions
from tessera.interop.importing.forms import AddressForm, EncodingForm, MappingForm, UploadForm
from tessera.interop.importing.reading import FORMATS
from tessera.interop.importing.rows import FIELDS, FILE_SENTENCES, ROW_SENTENCES, FileFaultError
from tessera.interop.importing.showing import facts_of
from tessera.interop.importing.tables import guessed_mapping
from tessera.interop.importing.working import preview
from tessera.interop.models import ImportBatch, ImportRow
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.lib.spreadsheets import defused

_A_PAGE: Final = 50
State = ImportBatch.State
#: States in which a batch can still be prepared.
_OPEN: Final = {State.UPLOADED, State.CHECKED, State.FAILED}


@dataclass(frozen=True)
class RowShown:
    """A row of the report with what is said of it, in words."""

    row: ImportRow
    said: tuple[str, ...]


@dataclass(frozen=True)
class PreviewRow:
    """A row as it would be added."""

    number: int
    title: str
    facts: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    is_refused: bool


@dataclass(frozen=True)
class BatchPage:
    """What ``interop/import_batch.html`` shows."""

    batch: ImportBatch
    format: str
    is_open: bool
    fault: str
    encoding: Any
    columns: tuple[tuple[Any, str], ...]
    preview: tuple[PreviewRow, ...]
    counts: tuple[tuple[str, str, int], ...]
    new_count: int
    state: str
    rows: tuple[RowShown, ...]
    refusal: str = ""

    @property
    def has_choices(self) -> bool:
        """Whether somebody can say of a row shown that it is added all the same."""
        is_checked = self.batch.state == State.CHECKED
        return is_checked and any(each.row.state == ImportRow.State.DUPLICATE for each in self.rows)


def _user(request: HttpRequest) -> User:
    user = user_of(request)
    if not actions.can_import(user):
        raise PermissionDenied
    return user


def sentences(said: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What is wrong with a row, in words, each with its field."""
    told = []
    for code, field, value in said:
        name = f"{FIELDS[field]}: " if field in FIELDS else ""
        told.append(f"{name}{str(ROW_SENTENCES.get(code, code)) % {'value': value}}")
    return tuple(told)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def import_list(request: HttpRequest) -> HttpResponse:
    """Send a file, or say where to fetch one; what was sent before."""
    user = _user(request)
    is_address = request.POST.get("do") == "fetch"
    form = UploadForm(None if is_address else request.POST or None, request.FILES or None)
    address_form = AddressForm(request.POST if is_address else None)
    if is_address and address_form.is_valid():
        batch = actions.receive_address(**address_form.cleaned_data, by=user)
        return redirect("import_batch", number=batch.pk)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        file = values["file"]
        batch = actions.receive_file(
            name=file.name, content=file, size=file.size, form=values["form"],
            kind=values["kind"], language=values["language"], encoding=values["encoding"],
            by=user,
        )  # fmt: skip
        return redirect("import_batch", number=batch.pk)
    page = page_of(ImportBatch.objects.select_related("by"), page_number(request), 20)
    context = {"form": form, "address_form": address_form, "page": page}
    status = 422 if form.errors or address_form.errors else 200
    return render(request, "interop/import_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def import_batch(request: HttpRequest, number: int) -> HttpResponse:
    """One batch: its columns, its preview, its report, and the next step."""
    user = _user(request)
    batch = get_object_or_404(ImportBatch.objects.select_related("by"), pk=number)
    form, fault = _mapping_form(request, batch)
    refusal = ""
    if request.method == "POST":
        try:
            if _act(request, batch, form, user):
                return redirect(request.get_full_path())
        except TesseraError as error:
            refusal = str(error)
        batch.refresh_from_db()
    page = page_of(_rows(request, batch), page_number(request), _A_PAGE)
    shown = _page(request, batch, form, fault, refusal, list(page))
    context = {"import": shown, "form": form, "page": page}
    status = 409 if refusal else 422 if form and form.errors else 200
    return render(request, "interop/import_batch.html", context, status=status)


def _mapping_form(request: HttpRequest, batch: ImportBatch) -> tuple[MappingForm | None, str]:
    """The form of the columns of a table that is still open, or why it cannot be read."""
    if batch.state not in _OPEN or not batch.file or not FORMATS[batch.form].is_table:
        return None, ""
    try:
        columns, _samples = actions.columns_of(batch)
    except FileFaultError as fault:
        return None, str(fault)
    data = request.POST if any(name.startswith("column-") for name in request.POST) else None
    mapping = batch.mapping or guessed_mapping(columns)
    return MappingForm(data, columns=columns, mapping=mapping), ""


def _act(request: HttpRequest, batch: ImportBatch, form: MappingForm | None, user: User) -> bool:
    """Do what the button says; whether it was done."""
    do = request.POST.get("do")
    if do == "map":
        if not form or not form.is_valid():
            return False
        actions.map_columns(batch, mapping=form.mapping(), by=user)
    elif do == "read":
        chosen = EncodingForm(request.POST)
        if not chosen.is_valid():
            return False
        actions.read_as(batch, encoding=chosen.cleaned_data["encoding"], by=user)
    elif do == "fetch":
        actions.begin(batch, phase=State.FETCHING, by=user)
    elif do == "check":
        if (
            form and form.is_bound
        ):  # The columns as they stand on the page, whether they were shown or not.
            if not form.is_valid():
                return False
            actions.map_columns(batch, mapping=form.mapping(), by=user)
        actions.begin(batch, phase=State.CHECKING, by=user)
    elif do == "add":
        publish = request.POST.get("publish") == "yes"
        actions.begin(batch, phase=State.ADDING, by=user, publish=publish)
    elif do == "undo":
        actions.begin(batch, phase=State.UNDOING, by=user)
    elif do == "stop":
        actions.stop(batch, by=user)
    elif do == "resume":
        actions.resume(batch, by=user)
    elif do == "choose":
        actions.choose_duplicates(
            batch, shown=_numbers(request, "shown"), wanted=_numbers(request, "wanted"), by=user
        )
    else:
        return False
    return True


def _numbers(request: HttpRequest, name: str) -> list[int]:
    found = request.POST.getlist(name)[:_A_PAGE]
    return [int(each) for each in found if each.isdecimal() and len(each) < 19]


def _rows(request: HttpRequest, batch: ImportBatch) -> Any:
    rows = ImportRow.objects.filter(batch=batch)
    state = request.GET.get("state", "")
    return rows.filter(state=state) if state in ImportRow.State.values else rows


def _page(
    request: HttpRequest, batch: ImportBatch, form: MappingForm | None, fault: str, refusal: str,
    rows: list[ImportRow],
) -> BatchPage:  # fmt: skip
    counted = dict(
        ImportRow.objects.filter(batch=batch)
        .values_list("state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    wanted = ImportRow.objects.filter(
        batch=batch, state=ImportRow.State.DUPLICATE, is_wanted=True
    ).count()
    previewed: tuple[PreviewRow, ...] = ()
    if batch.state in _OPEN and batch.file and batch.form != "doi" and not fault:
        try:
            previewed = tuple(_previews(batch, form))
        except FileFaultError as error:
            fault = str(error)
    if batch.fault and batch.state in {State.FAILED, State.STOPPED} and not fault:
        fault = str(FILE_SENTENCES[batch.fault]) % batch.fault_values
    return BatchPage(
        batch=batch,
        format=FORMATS[batch.form].name,
        is_open=batch.state in _OPEN,
        fault=fault,
        encoding=_encoding(batch),
        columns=_columns(batch, form),
        preview=previewed,
        counts=tuple(
            (state, str(label), counted[state])
            for state, label in ImportRow.State.choices
            if state in counted
        ),
        new_count=counted.get(ImportRow.State.NEW, 0) + wanted,
        state=request.GET.get("state", ""),
        rows=tuple(RowShown(row, sentences(row.said)) for row in rows),
        refusal=refusal,
    )


def _encoding(batch: ImportBatch) -> Any:
    """The choice of the encoding of a text that is still open; ``None`` otherwise."""
    if batch.state not in _OPEN or not batch.file or not FORMATS[batch.form].is_text:
        return None
    return EncodingForm(initial={"encoding": batch.encoding})["encoding"]


def _columns(batch: ImportBatch, form: MappingForm | None) -> tuple[tuple[Any, str], ...]:
    """The fields of the columns, each with its first values."""
    if form is None:
        return ()
    _names, samples = actions.columns_of(batch)
    return tuple(
        (field, " · ".join(row[place][:60] for row in samples if place < len(row) and row[place]))
        for place, field in enumerate(form)
    )


def _previews(batch: ImportBatch, form: MappingForm | None) -> Iterator[PreviewRow]:
    if form is not None and not batch.mapping:
        batch.mapping = guessed_mapping(form.columns)  # only for the page; kept when it is sent
        if "title" not in batch.mapping.values():
            return
    for each in preview(batch):
        facts = tuple(facts_of(each.row.values))
        yield PreviewRow(each.row.number, each.title, facts, sentences(each.said), each.is_refused)


@require_safe
@sign_in_required
def import_report(request: HttpRequest, number: int) -> HttpResponse:
    """The whole report as a table."""
    _user(request)
    batch = get_object_or_404(ImportBatch, pk=number)
    report: Any = StreamingHttpResponse(_report(batch), content_type="text/csv; charset=utf-8")
    response: HttpResponse = report  # the guard of the page speaks of whole answers
    response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.csv"'
    return response


class _Echo:
    """Hands a written line straight on."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def _report(batch: ImportBatch) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(["row", "state", "title", "identifier", "like", "notes"])
    for row in ImportRow.objects.filter(batch=batch).iterator(chunk_size=1000):
        said = " ".join(sentences(row.said))
        cells = (row.number, row.state, row.title, row.identifier, row.like, said)
        yield writer.writerow([defused(cell) for cell in cells])
