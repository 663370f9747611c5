"""Long lists of references are read piece by piece, and faults have their place."""

import json
import tracemalloc

import pytest

from tessera.interop.importing import json_pieces
from tessera.interop.importing.json_pieces import items_in
from tessera.interop.importing.rows import FileFaultError

ITEMS = [
    {"title": f"Bureau “{'ü' * n}”", "n": [n, {"deep": [True, None, -1.5]}]} for n in range(30)
]


@pytest.mark.parametrize("piece", [1, 7, 100, 1_000_000])
@pytest.mark.parametrize("indent", [None, 2])
def test_every_item_is_read_wherever_the_pieces_end(monkeypatch, piece, indent):
    monkeypatch.setattr(json_pieces, "_PIECE", piece)
    text = json.dumps(ITEMS, ensure_ascii=False, indent=indent)
    assert list(items_in(text.splitlines(keepends=True))) == ITEMS
    lines = [f"{json.dumps(each)}\n" for each in ITEMS]
    assert list(items_in(lines)) == ITEMS
    assert list(items_in([])) == list(items_in(["  \n", "\n"])) == list(items_in(["[]"])) == []


@pytest.mark.parametrize("piece", [1, 1_000_000])
@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('[\n{"a": 1},\n{"a": x}\n]', 3, 7), ('[{"a": 1}, {"a": ', 1, 18),
        ('{"a": 1}\n{"b": 2\n', 3, 1), ("nonsense", 1, 1), ("[" * 90_000, 1, 2),
    ],
)  # fmt: skip
def test_a_fault_has_its_place(monkeypatch, piece, text, line, column):
    monkeypatch.setattr(json_pieces, "_PIECE", piece)
    with pytest.raises(FileFaultError) as fault:
        list(items_in(text.splitlines(keepends=True)))
    assert (fault.value.code, fault.value.values) == ("not-json", {"line": line, "column": column})


def test_memory_does_not_grow_with_the_list():
    peaks = []
    for count in (5_000, 40_000):
        lines = (
            f'{{"title": "A study of the number {n}", "x": "{"y" * 400}"}},\n' for n in range(count)
        )
        tracemalloc.start()
        assert sum(
            1 for _item in items_in(line for part in (["["], lines, ["{}]"]) for line in part)
        )
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5
