"""A mail's words: subject, complete text, and HTML, in one language and its direction."""

from collections.abc import Mapping
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, engines
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tessera.accounts.models import User
from tessera.lib.languages import direction, html_tag
from tessera.lib.personal_links import make_token
from tessera.notifications.kinds import MailKind

#: What the token of a link for stopping a kind of mail is for.
STOPPING = "stop-mail"


def language_for(user: User | None, language: str) -> str:
    """The user's own language, else the given one, else the site's."""
    own = user.language if user else ""
    known = dict(settings.LANGUAGES)
    return next((each for each in (own, language) if each in known), settings.LANGUAGE_CODE)


def write_mail(
    kind: MailKind, *, address: str, language: str, context: Mapping[str, Any], message_id: str = ""
) -> EmailMultiAlternatives:
    """The message, ready to be sent."""
    with translation.override(language):
        headers = {"Auto-Submitted": "auto-generated", "Content-Language": html_tag(language)}
        values = {
            **context,
            "site_name": settings.SITE_NAME,
            "base_url": settings.BASE_URL,
            "language": html_tag(language),
            "direction": direction(language),
            "stop_url": "",
        }
        if message_id:
            headers["Message-ID"] = message_id
        if not kind.is_essential:
            stop = stopping_address(kind, address)
            values["stop_url"] = stop
            headers["List-Unsubscribe"] = f"<{stop}>"  # RFC 2369
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
        subject = " ".join(_plain(kind.template("subject.txt"), values).split())
        text = _plain(kind.template("txt"), values).strip() + "\n"
        html = render_to_string(kind.template("html"), values)
    message = EmailMultiAlternatives(subject, text, to=[address], headers=headers)
    message.attach_alternative(html, "text/html")
    for file in kind.attach(context, address=address, language=language) if kind.attach else ():
        part = MIMEBase(*file.media_type.partition(";")[0].split("/"))
        part.set_payload(file.content)
        part.replace_header("Content-Type", file.media_type)
        part.add_header("Content-Disposition", "attachment", filename=file.name)
        encode_base64(part)
        message.attach(part)
    return message


def _plain(name: str, values: Mapping[str, Any]) -> str:
    """A template that makes no HTML."""
    template: Any = engines["django"].get_template(name)
    return str(template.template.render(Context(values, autoescape=False)))


def stopping_address(kind: MailKind, address: str) -> str:
    """Where one click stops this kind of mail to this address; in the present language."""
    token = make_token(STOPPING, f"{kind.code} {address}")
    return settings.BASE_URL + reverse("stop_mail", args=[token])
