"""The back office of published things: one edit view for records and organizations."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.snippets.views.snippets import EditView, SnippetViewSet


class PublicationEditView(EditView):
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
        messages.warning(self.request, self._conflict_message())
        return False

    def _conflict_message(self) -> str:
        revision = self.latest_revision
        author = revision.user or _("Somebody")
        sentence = _(
            "%(author)s saved this while you were editing. What you typed is still in the form "
            "and not saved yet. Look at what changed, then save again to put yours on top."
        ) % {"author": author}
        loaded = self.request.POST.get("loaded_revision_id", "")
        if self.revisions_compare_url_name and loaded.isdigit():
            address = reverse(
                self.revisions_compare_url_name, args=[self.object.pk, loaded, revision.pk]
            )
            return format_html('{} <a href="{}">{}</a>', sentence, address, _("See what changed"))
        return sentence


class PublicationViewSet(SnippetViewSet):
    """Lists, forms, history, preview, locks and scheduled publishing of one published model."""

    edit_view_class = PublicationEditView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    ordering = ("-latest_revision__created_at",)
    search_backend_name = None
