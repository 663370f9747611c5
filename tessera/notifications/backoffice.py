"""The back office's pages about mails: their wording, and those that were not delivered."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from tessera.lib.pages import page_number, page_of
from tessera.notifications.actions import MailStateError, send_again
from tessera.notifications.kinds import MailKind, mail_kind, mail_kinds
from tessera.notifications.models import Mail
from tessera.notifications.rules import can_preview_mails, can_see_mails
from tessera.notifications.writing import write_mail

_A_PAGE = 50
_SAMPLE_ADDRESS = "reader@example.org"


def mail_list(request: HttpRequest) -> HttpResponse:
    """Every kind of mail, and the mails that want attention."""
    if not can_preview_mails(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    may_see = can_see_mails(request.user)  # type: ignore[arg-type]
    wanting = Mail.objects.wanting_attention() if may_see else Mail.objects.none()
    context = {
        "kinds": mail_kinds(),
        "page": page_of(wanting, page_number(request), _A_PAGE),
        "may_see": may_see,
        "waiting": Mail.objects.filter(state=Mail.State.QUEUED).count(),
    }
    return render(request, "notifications/backoffice/mails.html", context)


def mail_preview(request: HttpRequest, code: str) -> HttpResponse:
    """One kind of mail as it would be sent, in a language of choice."""
    kind, language = _wanted(request, code)
    message = _sample(kind, language)
    context = {
        "kind": kind,
        "languages": settings.LANGUAGES,
        "language": language,
        "subject": message.subject,
        "text": message.body,
        "html_url": f"{reverse('mail_preview_html', args=[code])}?language={language}",
    }
    return render(request, "notifications/backoffice/preview.html", context)


@xframe_options_sameorigin
def mail_preview_html(request: HttpRequest, code: str) -> HttpResponse:
    """The HTML part alone, for the frame of the preview."""
    message: Any = _sample(*_wanted(request, code))
    response = HttpResponse(message.alternatives[0][0])
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    return response


@require_POST
def mail_send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue a mail once more."""
    mail = get_object_or_404(Mail, pk=pk)
    try:
        send_again(mail, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The mail is queued again."))
    except MailStateError as error:
        messages.error(request, str(error))
    return redirect("mail_list")


def _wanted(request: HttpRequest, code: str) -> tuple[MailKind, str]:
    if not can_preview_mails(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    kind = mail_kind(code)
    if kind is None:
        raise Http404
    language = request.GET.get("language", get_language() or "en")
    return kind, language if language in dict(settings.LANGUAGES) else "en"


def _sample(kind: MailKind, language: str) -> Any:
    return write_mail(kind, address=_SAMPLE_ADDRESS, language=language, context=kind.sample())
