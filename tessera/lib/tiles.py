"""Mosaic tiles: a small picture drawn from a kind and an identifier, always the same.

A tile is four by four cells, mirrored both ways. Of a SHA-256 of ``kind:identifier`` one byte for
each of the four cells of a quarter picks the turn and another the tone; one cell is always full
and its opposite always light, so that no tile is plain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from typing import NamedTuple


class Step(NamedTuple):
    """One drawing step in a cell of size 1: a move, a line, or an arc of ``radius``."""

    command: str
    x: float
    y: float
    radius: float = 0.0
    is_clockwise: bool = True


Shape = tuple[Step, ...]


def _polygon(*points: tuple[float, float]) -> Shape:
    (x, y), *rest = points
    return (Step("M", x, y), *(Step("L", *point) for point in rest))


#: The shapes of the kinds, each as it stands in its icon.
SHAPES: dict[str, Shape] = {
    "quarter": (Step("M", 1, 1), Step("L", 0, 1), Step("A", 1, 0, 1)),
    "triangle": _polygon((0, 1), (0, 0), (1, 1)),
    "notch": _polygon((0, 1), (0, 0), (0.5, 0), (0.5, 0.5), (1, 0.5), (1, 1)),
    "arrow": _polygon((1, 0), (1, 1), (0, 0.5)),
    "columns": (
        *_polygon((0, 1), (0, 0.55), (0.46, 0.55), (0.46, 1)),
        *_polygon((0.54, 1), (0.54, 0.1), (1, 0.1), (1, 1)),
    ),
    "arch": (Step("M", 0, 1), Step("L", 0, 0.5), Step("A", 1, 0.5, 0.5), Step("L", 1, 1)),
    "disc": (Step("M", 0, 0.5), Step("A", 1, 0.5, 0.5), Step("A", 0, 0.5, 0.5)),
    "half": (Step("M", 0, 1), Step("L", 1, 1), Step("A", 0, 1, 0.5, False)),
}


@dataclass(frozen=True)
class Tile:
    """SVG path data in a box of 4 by 4: the cells in full tone and those in light tone."""

    full: str
    light: str


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text[1:] if text.startswith("0.") else text or "0"


def _turned(step: Step, turns: int) -> Step:
    x, y = step.x, step.y
    for _ in range(turns):
        x, y = 1 - y, x
    return step._replace(x=x, y=y)


def _path(shape: Sequence[Step]) -> str:
    parts: list[str] = []
    for step in shape:
        if step.command == "M" and parts:
            parts.append("z")
        arc = ""
        if step.command == "A":
            radius = _number(step.radius)
            arc = f"{radius} {radius} 0 0 {int(step.is_clockwise)} "
        parts.append(f"{step.command}{arc}{_number(step.x)} {_number(step.y)}")
    return "".join(parts) + "z"


def icon_path(shape: str) -> str:
    """Path data of one cell alone, in a box of 1 by 1."""
    return _path(SHAPES[shape])


def _mirrored(cell: Sequence[Step], column: int, row: int) -> list[list[Step]]:
    """The cell of the first quarter and its three mirror images, in the box of the tile."""
    images = []
    for flip_x in (False, True):
        for flip_y in (False, True):
            image = []
            for step in cell:
                x, y = column + step.x, row + step.y
                image.append(
                    step._replace(
                        x=4 - x if flip_x else x,
                        y=4 - y if flip_y else y,
                        is_clockwise=step.is_clockwise != (flip_x != flip_y),
                    )
                )
            images.append(image)
    return images


@cache
def _cell(shape: str, cell: int, turns: int) -> str:
    """One cell of the first quarter with its mirror images: sixteen for each shape."""
    turned = [_turned(step, turns) for step in SHAPES[shape]]
    return "".join(_path(image) for image in _mirrored(turned, cell % 2, cell // 2))


@lru_cache(maxsize=4096)
def tile(kind: str, identifier: str, shape: str) -> Tile:
    """The tile of a thing. A few hundred bytes of path data; the last 4096 are kept."""
    digest = sha256(f"{kind}:{identifier}".encode()).digest()
    always_full = digest[8] % 4
    tones: dict[bool, list[str]] = {True: [], False: []}
    for cell in range(4):
        is_full = digest[4 + cell] < 128
        if cell == always_full:
            is_full = True
        elif cell == 3 - always_full:
            is_full = False
        tones[is_full].append(_cell(shape, cell, digest[cell] % 4))
    return Tile(full="".join(tones[True]), light="".join(tones[False]))
