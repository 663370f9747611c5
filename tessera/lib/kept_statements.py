"""Questions that are asked thousands of times a minute, turned into SQL once.

Making the SQL of a question takes Django several times as long as the database needs to answer it
by a few keys. The question is still written as a query set, so that rules about what is public
stand where they always stand; kept is only the text that comes of it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

#: Statements for more keys than this are made anew each time.
_MOST_KEYS: Final = 100
#: Stands in the parameters for the first key, the next lower number for the second, and so on.
_FIRST_MARK: Final = -7_000_000_000


class KeptStatement:
    """``ask(keys)`` makes a query set of plain rows (``values_list``) for some keys.

    Everything in it but the keys must be constant, and each key stand in it once. ``as_text``
    tells that the keys are texts and not numbers.
    """

    def __init__(
        self, ask: Callable[[Sequence[Any]], "QuerySet[Any, Any]"], *, as_text: bool = False
    ) -> None:
        self._ask = ask
        self._as_text = as_text
        self._known: dict[tuple[str, int], tuple[str, tuple[Any, ...], list[int]]] = {}

    def rows(self, keys: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows for distinct keys, as the database's driver gives them. One query."""
        if not keys:
            return []
        if len(keys) > _MOST_KEYS:
            return list(self._ask(keys))
        statement, constants, places = self._statement(len(keys))
        values = list(constants)
        for place, key in zip(places, keys, strict=True):
            values[place] = key
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())

    def _statement(self, count: int) -> tuple[str, tuple[Any, ...], list[int]]:
        known = self._known.get((connection.vendor, count))
        if known is None:
            marks: list[Any] = [_FIRST_MARK - number for number in range(count)]
            if self._as_text:
                marks = [str(mark) for mark in marks]
            statement, parameters = self._ask(marks).query.sql_with_params()
            places = [parameters.index(mark) for mark in marks]
            known = self._known[connection.vendor, count] = (statement, parameters, places)
        return known
