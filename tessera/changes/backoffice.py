"""The back office of published things: lists, forms and refusals shared by every such model."""

from typing import Any

from django.contrib.admin.utils import quote, unquote
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic import UnpublishView
from wagtail.models import Revision
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, SnippetViewSet

from tessera.changes.choosers import SearchableChooserViewSet
from tessera.lib.errors import TesseraError
from tessera.lib.languages import language_name


class PublicationForm(WagtailAdminModelForm):
    """Checks between a thing's own fields and its texts, each told at the field to mend."""

    def clean(self) -> Any:
        """One text a language; and, before it is published, one in the original language."""
        values = super().clean()
        if (texts := self.formsets.get("texts")) is not None:
            self._check_texts(texts)
        return values

    def _check_texts(self, texts: Any) -> None:
        seen: set[str] = set()
        has_mistakes = False
        for form in texts.forms:
            has_mistakes |= not form.is_valid()
            if texts.can_delete and texts._should_delete_form(form):
                continue
            language = form.cleaned_data.get("language")
            if language and language in seen:
                form.add_error("language", _("There is another text in this language already."))
            seen.add(language or "")
        if not has_mistakes:
            self._check_original(seen)

    def _check_original(self, languages: set[str]) -> None:
        """A draft may lack the text it was begun for; what is published may not."""
        original = self.cleaned_data.get("original_language")
        if self.is_deferred_validation or not original or original in languages:
            return
        sentence = _("There is no text in %(language)s yet. Add one, or choose another language.")
        name = language_name(original, get_language() or "en")
        self.add_error("original_language", sentence % {"language": name})


class _RefusesWithdrawn:
    """Of what was withdrawn only the tombstone is left: it is neither edited nor deleted."""

    model: Any
    request: HttpRequest
    kwargs: dict[str, Any]
    history_url_name: str | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say so, and show the history; everything else goes its way."""
        key = unquote(str(kwargs.get("pk") or (args[0] if args else "")))
        thing = self.model.objects.filter(pk=key, withdrawn_at__isnull=False).first()
        if thing is None:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        sentence = _(
            "This was withdrawn on %(date)s and can no longer be changed. Its address keeps the "
            "reason: %(reason)s"
        ) % {"date": date_format(thing.withdrawn_at), "reason": thing.withdrawal_reason}
        if getattr(self, "expects_json_response", False):
            return self.json_error_response("withdrawn", sentence)  # type: ignore[attr-defined]
        messages.error(request, sentence)
        name = self.model.snippet_viewset.get_url_name("history")
        return redirect(reverse(name, args=[quote(thing.pk)]))


class _SavesAtOnce:
    """Saving and publishing are one transaction; a refusal is told in the form."""

    produced_error_code: str
    produced_error_message: str | None

    def form_valid(self, form: Any) -> HttpResponse:
        """Save and publish, or keep what was typed and say why not."""
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]
        except TesseraError as error:
            self.produced_error_code = "refused"
            self.produced_error_message = str(error)
            return self.form_invalid(form)  # type: ignore[attr-defined]


class PublicationCreateView(_SavesAtOnce, CreateView):
    """A new thing."""


class PublicationEditView(_RefusesWithdrawn, _SavesAtOnce, EditView):
    """Tells the second of two editors, shows both, and loses nothing.

    Wagtail notices when a form was opened before the newest revision; by itself it only warns in
    the browser. Here the first attempt to save over somebody's work comes back with what was
    typed still in the form, and a link that compares what changed; the next attempt, made
    knowingly, is a new revision on top. Both stay in the history.
    """

    def is_valid(self, form: Any) -> bool:
        """Refuse once, when a newer revision exists than the one this form was opened with."""
        if not super().is_valid(form):
            return False
        if self.expects_json_response or not self.is_out_of_date:
            return True
        self.produced_error_code = "invalid_revision"
        self.produced_error_message = None
        messages.warning(self.request, self._conflict_message())
        return False

    def _conflict_message(self) -> str:
        revision = self.latest_revision
        sentence = _(
            "%(author)s saved this while you were editing. What you typed is still in the form "
            "and is not saved yet. See what changed; then save again to put yours on top. Both "
            "stay in the history."
        ) % {"author": revision.user or _("Somebody")}
        address = reverse(
            self.revisions_compare_url_name,
            args=[quote(self.object.pk), self._opened_revision(), revision.pk],
        )
        return format_html(
            '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
            sentence,
            address,
            _("See what changed (opens a new tab)"),
        )

    def _opened_revision(self) -> str:
        """The revision that the form was opened with, as the comparison's address names it."""
        opened = self.request.POST.get("loaded_revision_id", "")
        if opened.isdigit() and self.object.revisions.filter(pk=opened).exists():
            return opened
        return "earliest"


class PublicationDeleteView(_RefusesWithdrawn, DeleteView):
    """Deleting is for what was never public, or never should have been."""


class PublicationUnpublishView(_RefusesWithdrawn, UnpublishView):
    """Taking something from the public, until it is published again."""

    def unpublish(self) -> HttpResponse | None:
        """As Wagtail does it, but by the thing's own method, which announces it."""
        answer = self.run_hook("before_unpublish", self.request, self.object)
        if answer is None:
            for thing in self.objects_to_unpublish:
                thing.unpublish(user=self.request.user)
            answer = self.run_hook("after_unpublish", self.request, self.object)
        return answer


class PublicationViewSet(SnippetViewSet):
    """Lists, forms, history, preview, locks and scheduled publishing of one published model."""

    add_view_class = PublicationCreateView
    edit_view_class = PublicationEditView
    delete_view_class = PublicationDeleteView
    unpublish_view_class = PublicationUnpublishView
    chooser_viewset_class = SearchableChooserViewSet
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    ordering = ("-latest_revision__created_at", "-pk")
    search_backend_name = None

    def get_queryset(self, request: HttpRequest) -> Any:
        """All of them, with the texts that give them their names, and whether they wait."""
        waiting = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            object_id=Cast(OuterRef("pk"), CharField()),
            approved_go_live_at__isnull=False,
        )
        things = self.model.objects.select_related("latest_revision").defer(
            "latest_revision__content"
        )
        return things.prefetch_related("texts").annotate(has_schedule=Exists(waiting))
