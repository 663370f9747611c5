"""Run by ``search_others.py`` in an environment that has Whoosh; prints the wall times as JSON."""

import json
import sys
import time
from pathlib import Path

from whoosh import fields, index, query


def main() -> None:
    """Index the rows, then ask all searches."""
    asked = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    facets = asked["facets"]
    schema = fields.Schema(
        title=fields.TEXT(stored=True, field_boost=3.0),
        body=fields.TEXT(stored=True),
        **{name: fields.ID(stored=True, sortable=True) for name in facets},
    )
    place = Path(asked["folder"]) / "index"
    place.mkdir()
    made = index.create_in(str(place), schema)
    writer = made.writer(limitmb=256)
    for _key, title, body, *codes in asked["rows"]:
        values = {name: code for name, code in zip(facets, codes, strict=True) if code}
        writer.add_document(title=title, body=body, **values)
    writer.commit()
    wall = []
    with made.searcher() as searcher:
        for text, filters, _language in asked["wanted"]:
            began = time.perf_counter()
            _search(searcher, text.lower().split(), filters, facets)
            wall.append((time.perf_counter() - began) * 1000)
    sys.stdout.write(json.dumps(wall))


def _search(searcher, words, filters, facets) -> None:
    text = query.And(
        [query.Or([query.Term("title", word), query.Term("body", word)]) for word in words]
    )

    def narrowed(without=""):
        parts = [
            query.Or([query.Term(name, code) for code in codes])
            for name, codes in filters.items()
            if name != without
        ]
        return query.And(parts) if parts else None

    free = [name for name in facets if name not in filters]
    found = searcher.search(text, filter=narrowed(), limit=20, groupedby=free)
    for name in free:
        {code: len(keys) for code, keys in found.groups(name).items()}
    for hit in found:
        hit.highlights("body")
        hit.highlights("title")
    len(found)
    for name in filters:
        others = searcher.search(text, filter=narrowed(name), limit=1, groupedby=name)
        {code: len(keys) for code, keys in others.groups(name).items()}


if __name__ == "__main__":
    main()
