"""Questions over concepts and places."""

from typing import Any

from django.db import models


class ConceptQuerySet(models.QuerySet[Any]):
    """Questions over concepts."""

    def of(self, scheme: str) -> "ConceptQuerySet":
        """The concepts of a scheme, by its code."""
        return self.filter(scheme__code=scheme)

    def offered(self) -> "ConceptQuerySet":
        """Those that forms offer."""
        return self.filter(is_deprecated=False)


class PlaceQuerySet(models.QuerySet[Any]):
    """Questions over places."""

    def countries(self) -> "PlaceQuerySet":
        """Countries and territories."""
        return self.filter(kind="country")

    def regions(self) -> "PlaceQuerySet":
        """UN M49 regions."""
        return self.filter(kind="region")
