"""What the back office asks before it changes published things."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from tessera.changes.publication import Publication


@hooks.register("before_bulk_action")
def keep_tombstones(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Nothing is done to a list that holds something withdrawn."""
    if not any(isinstance(each, Publication) and each.withdrawn_at for each in objects):
        return None
    messages.error(
        request, _("What was withdrawn can no longer be changed. Take it out of your choice.")
    )
    return redirect(action.next_url)
