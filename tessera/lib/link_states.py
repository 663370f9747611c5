"""The health of a link (vocabulary LH of the domain model)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkState(models.TextChoices):
    """Health of a link, as the checker saw it."""

    UNCHECKED = "unchecked", _("not yet checked")
    OK = "ok", _("works")
    REDIRECT = "redirect", _("moved")
    SOFT_404 = "soft-404", _("page says it is gone")
    DEAD = "dead", _("gone")
    BLOCKED = "blocked", _("refuses our checks")
    ARCHIVED_ONLY = "archived-only", _("only a saved copy is left")
