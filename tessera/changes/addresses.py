"""Where the back office lists and edits what is published."""

from typing import Any

from django.db import models
from django.urls import reverse


def list_address(model: type[models.Model]) -> str:
    """The list of everything of a model."""
    return reverse(_name(model, "list"))


def form_address(model: type[models.Model], pk: Any) -> str:
    """The form of one thing of a model, which for a record is the model of its kind."""
    return reverse(_name(model, "edit"), args=[pk])


def _name(model: type[models.Model], page: str) -> str:
    return f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:{page}"
