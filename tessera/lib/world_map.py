"""The world in square tiles, and which step of a scale each country's tiles have.

Equal Earth projection (Šavrič, Patterson, Jenny 2018), central meridian 10° E, one tile about
2.2° of latitude wide at the equator, 95 by 51 tiles without Antarctica. Each tile is given to one
country near it; countries smaller than a tile may have none, so the map never stands without a
table. Tiles take no position on borders.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WIDTH, HEIGHT = 95, 51
STEPS = 5

#: Where the steps begin; the first of these whose last step is not far below the largest count.
_SCALES = (
    (1, 2, 3, 4),
    (1, 2, 5, 10),
    (1, 5, 10, 20),
    (1, 5, 20, 50),
    (1, 10, 40, 100),
    (1, 20, 100, 400),
    (1, 100, 500, 2000),
    (1, 500, 2500, 10000),
)


@dataclass(frozen=True)
class Step:
    """A step of the legend: counts from ``least`` to ``most`` (``None``: and more)."""

    number: int
    least: int
    most: int | None


@dataclass(frozen=True)
class WorldMap:
    """SVG path data per step, and the legend."""

    paths: tuple[str, ...]
    legend: tuple[Step, ...]


@lru_cache(maxsize=1)
def runs() -> dict[str, tuple[tuple[int, int, int], ...]]:
    """Country code → rows of tiles as (row, column, width)."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    with (Path(__file__).parent / "world_tiles.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            run = (int(row["row"]), int(row["column"]), int(row["width"]))
            found.setdefault(row["country"], []).append(run)
    return {country: tuple(rows) for country, rows in found.items()}


def scale_for(largest: int) -> tuple[int, ...]:
    """Where the four coloured steps begin."""
    return next((scale for scale in _SCALES if scale[-1] * 3 >= largest), _SCALES[-1])


def step_of(count: int, scale: tuple[int, ...]) -> int:
    """0 for nothing, else 1 to 4."""
    return sum(count >= least for least in scale)


def world_map(counts: Mapping[str, int]) -> WorldMap:
    """The map of country code → count. Countries without tiles still count for the scale."""
    scale = scale_for(max(counts.values(), default=0))
    steps = tuple((country, step_of(counts.get(country, 0), scale)) for country in runs())
    ends = [*(least - 1 for least in scale[1:]), None]
    legend = (
        Step(0, 0, 0),
        *(Step(i, least, ends[i - 1]) for i, least in enumerate(scale, 1)),
    )
    return WorldMap(_paths(steps), legend)


@lru_cache(maxsize=64)
def _paths(steps: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    rows: list[list[tuple[int, int, int]]] = [[] for _ in range(STEPS)]
    for country, step in steps:
        rows[step].extend(runs()[country])
    return tuple(_path(sorted(each)) for each in rows)


def _path(tiles: list[tuple[int, int, int]]) -> str:
    """Lines through the middle of the tiles, each from where the last one ended."""
    parts: list[str] = []
    x = y = 0
    for row, column, width in tiles:
        if not parts:
            parts.append(f"M{column} {row}.5h{width}")
        elif row == y and column == x:
            parts.append(f"h{width}")
        else:
            parts.append(f"m{column - x} {row - y}h{width}")
        x, y = column + width, row
    return "".join(parts)
