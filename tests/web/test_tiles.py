"""The mosaic of a thing is always the same, and never another's."""

import re

import pytest

from tessera.lib.tiles import SHAPES, icon_path, tile

NUMBER = re.compile(r"-?\d*\.?\d+")


def test_tile_is_the_same_each_time():
    first = tile("PRA", "T7K2-9QXW", "quarter")
    tile.cache_clear()
    assert tile("PRA", "T7K2-9QXW", "quarter") == first


def test_tile_is_known_by_heart():
    """A change of the drawing would change every record's face."""
    drawn = tile("POL", "T7K2-9QXW", "triangle")
    assert (drawn.full[:33], drawn.full.count("M"), drawn.light.count("M")) == KNOWN


KNOWN = ("M2 1L1 1L2 0zM2 3L1 3L2 4zM2 1L3 ", 8, 8)


def test_tiles_of_different_things_differ():
    tiles = {tile("PRA", f"T000-{number:04}", "quarter") for number in range(200)}
    assert len(tiles) > 150


@pytest.mark.parametrize("shape", SHAPES)
def test_tile_has_sixteen_cells_in_two_tones(shape):
    drawn = tile("PRA", "T7K2-9QXW", shape)
    parts = icon_path(shape).count("M")
    cells = (drawn.full.count("M") // parts, drawn.light.count("M") // parts)
    assert sum(cells) == 16
    assert min(cells) >= 4


@pytest.mark.parametrize("shape", SHAPES)
def test_tile_stays_inside_its_box(shape):
    drawn = tile("ORG", "T4R8-6MPD", shape)
    numbers = [float(text) for text in NUMBER.findall(drawn.full + drawn.light)]
    assert min(numbers) >= 0
    assert max(numbers) <= 4
