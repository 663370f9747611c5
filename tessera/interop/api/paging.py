"""One paging for all lists: what comes after the last thing of the page before (keyset paging)."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from tessera.interop.api.errors import InvalidParameterError
from tessera.lib.identifiers import normalize


def after(rows: Any, model: Any, identifier: str) -> Any:
    """Those that come after a thing, in the order of their numbers. One query.

    What was withdrawn since the page before still has its place; what was deleted has none.

    Raises:
        InvalidParameterError: there is no such thing.
    """
    if not identifier:
        return rows
    normal = normalize(identifier)
    place = model.objects.filter(identifier=normal).values_list("pk", flat=True).first()
    if place is None:
        raise InvalidParameterError("after", "There is no such identifier; begin anew.")
    return rows.filter(pk__gt=place)


def next_address(path: str, parameters: dict[str, Any], last: str) -> str:
    """The address of the next page."""
    pairs = [
        (name, each)
        for name, value in parameters.items()
        if name != "after" and value not in ("", [], None)
        for each in (value if isinstance(value, list) else [value])
    ]
    return f"{settings.BASE_URL}/api/v1/{path}?{urlencode([*pairs, ('after', last)])}"


def chosen_fields(fields: str, known: set[str]) -> set[str] | None:
    """The members that were asked for; ``None`` for all.

    Raises:
        InvalidParameterError: one of them is not known.
    """
    names = {name.strip() for name in fields.split(",") if name.strip()}
    unknown = sorted(names - known)
    if unknown:
        said = f"Unknown: {', '.join(unknown)[:100]}. Known: {', '.join(sorted(known))}."
        raise InvalidParameterError("fields", said)
    return names | {"id", "url"} if names else None


def only(values: dict[str, Any], fields: set[str] | None) -> dict[str, Any]:
    """The chosen members of one thing."""
    return values if fields is None else {key: values[key] for key in values if key in fields}
