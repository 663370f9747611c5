"""Questions that are asked thousands of times a minute, turned into SQL once.

Making the SQL of a question takes Django several times as long as the database needs to answer it
by a few keys. The question is still written as a query set, so that rules about what is public
stand where they always stand; kept is only what Django's compiler makes of it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from django.db import connection
from django.db.models import Model, QuerySet

#: Questions with more keys than this are not kept.
_MOST_KEYS: Final = 100
#: Stands in the parameters for the first key, the next lower number for the second, and so on.
_FIRST_MARK: Final = -7_000_000_000

Row: TypeAlias = tuple[Any, ...]


class _Kept(NamedTuple):
    statement: str
    parameters: tuple[Any, ...]
    places: list[int]
    converted: Callable[[list[Row]], Iterable[Row]]
    model: type[Model]
    columns: list[str]


class KeptStatement:
    """``ask(keys)`` makes a query set for some keys: of plain rows (``values_list``), or of models.

    Everything in it but the keys must be constant for their number, and each key stand in it once.
    ``as_text`` tells that the keys are texts and not numbers. Joins of models (``select_related``)
    and prefetching are not followed.
    """

    def __init__(
        self, ask: Callable[[Sequence[Any]], "QuerySet[Any, Any]"], *, as_text: bool = False
    ) -> None:
        self._ask = ask
        self._as_text = as_text
        self._known: dict[tuple[str, int], _Kept] = {}

    def rows(self, keys: Sequence[Any]) -> list[Row]:
        """The rows for distinct keys. One query."""
        if not keys:
            return []
        if len(keys) > _MOST_KEYS:
            return list(self._ask(keys))
        kept = self._kept(len(keys))
        values = list(kept.parameters)
        for place, key in zip(kept.places, keys, strict=True):
            values[place] = key
        with connection.cursor() as cursor:
            cursor.execute(kept.statement, values)
            return list(kept.converted(cursor.fetchall()))

    def objects(self, keys: Sequence[Any]) -> list[Any]:
        """The models for distinct keys. One query."""
        if not keys:
            return []
        if len(keys) > _MOST_KEYS:
            return list(self._ask(keys))
        kept = self._kept(len(keys))
        alias = connection.alias
        return [kept.model.from_db(alias, kept.columns, row) for row in self.rows(keys)]

    def _kept(self, count: int) -> _Kept:
        known = self._known.get((connection.vendor, count))
        if known is None:
            known = self._known[connection.vendor, count] = self._compiled(count)
        return known

    def _compiled(self, count: int) -> _Kept:
        marks: list[Any] = [_FIRST_MARK - number for number in range(count)]
        if self._as_text:
            marks = [str(mark) for mark in marks]
        asked = self._ask(marks)
        compiler = asked.query.get_compiler(connection.alias)
        statement, parameters = compiler.as_sql()
        expressions = [expression for expression, _sql, _alias in compiler.select]
        converters = compiler.get_converters(expressions)

        def converted(rows: list[Row]) -> Iterable[Row]:
            # The compiler's connection is the first thread's; converters only ask its features.
            return map(tuple, compiler.apply_converters(rows, converters)) if converters else rows

        columns = [getattr(getattr(each, "target", None), "attname", "") for each in expressions]
        places = [parameters.index(mark) for mark in marks]
        return _Kept(statement, parameters, places, converted, asked.model, columns)
