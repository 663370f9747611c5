"""The map of the world in tiles."""

from itertools import pairwise

import pytest
from babel import Locale

from tessera.lib.world_map import HEIGHT, WIDTH, runs, scale_for, world_map


def test_every_tile_belongs_to_one_country_inside_the_box():
    tiles = [
        (row, column + offset)
        for rows in runs().values()
        for row, column, width in rows
        for offset in range(width)
    ]
    assert len(tiles) == len(set(tiles))
    assert all(0 <= row < HEIGHT and 0 <= column < WIDTH for row, column in tiles)


def test_every_country_of_the_map_has_a_name():
    assert set(runs()) - set(Locale("en").territories) == set()


def test_countries_take_the_step_of_their_count():
    drawn = world_map({"IS": 1, "IE": 500})
    assert drawn.paths[1] == "M36 2.5h2"
    assert drawn.paths[4] == "M38 5.5h1"
    assert (drawn.paths[2], drawn.paths[3]) == ("", "")


def test_an_empty_map_is_drawn():
    drawn = world_map({})
    assert drawn.paths[0]
    assert drawn.paths[1:] == ("", "", "", "")


@pytest.mark.parametrize("largest", [0, 1, 7, 40, 900, 30_000, 10**7])
def test_legend_leaves_no_gap(largest):
    legend = world_map({"DE": largest}).legend
    assert [step.least for step in legend[1:]] == list(scale_for(largest))
    for step, following in pairwise(legend):
        assert step.most == following.least - 1
    assert legend[-1].most is None
