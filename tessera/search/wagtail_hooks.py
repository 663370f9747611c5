"""What the back office says about search."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.ui.components import Component

from tessera.search.meaning import service


class MeaningNotice(Component):
    """On the first page: search by meaning is wanted and does not work, and why."""

    order = 60

    def render_html(self, parent_context: Any = None) -> SafeString:
        """Nothing when all is well."""
        fault = service.fault()
        if not fault:
            return SafeString("")
        return format_html(
            '<section class="help-block help-warning"><p>{}</p>'
            '<p lang="en" dir="ltr">{}</p></section>',
            service.FAULT,
            fault,
        )


@hooks.register("construct_homepage_panels")
def tell_of_meaning(request: HttpRequest, panels: list[Any]) -> None:
    """Say so above the lists."""
    panels.append(MeaningNotice())
