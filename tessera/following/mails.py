"""The digest."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.notifications.kinds import MailKind, register_mail


def _sample() -> dict[str, Any]:
    line = {
        "title": "Language cafés",
        "path": "/en/",
        "what": "new session: 6 May 2030 (Istanbul, UTC+3)",
    }
    group = {"name": "Employment, Germany", "path": "/en/search/", "lines": [line], "more": 3}
    return {"path": "/en/following/", "groups": [group], "count": 4}


DIGEST = register_mail(
    MailKind("following.digest", _("What is new in what you follow"), False, _sample)
)
