"""Finding the paragraph that answers a question asked in another language.

Takes a folder in the layout of XQuAD: ``xquad.<language>.json``, with the same paragraphs and
questions in each language::

    .venv/bin/python bench/questions.py FOLDER --embedder use

Prints recall@1, recall@10 and MRR@10 for questions in each language against the English paragraphs,
and then with each paragraph in one of the languages. Vectors are centred per language.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from common import print_machine, print_table, set_up


def read(folder: Path) -> dict[str, list[tuple[str, list[str]]]]:
    """Language → paragraphs, each with its questions."""
    found = {}
    for path in sorted(folder.glob("xquad.*.json")):
        articles = json.loads(path.read_text("utf-8"))["data"]
        found[path.name.split(".")[1]] = [
            (paragraph["context"], [each["question"] for each in paragraph["qas"]])
            for article in articles
            for paragraph in article["paragraphs"]
        ]
    if "en" not in found or len({len(each) for each in found.values()}) != 1:
        raise SystemExit("The folder needs xquad.en.json, and as many paragraphs in each language.")
    return found


def centred(vectors: Any) -> Any:
    """Without the mean of their language, at unit length."""
    moved = vectors - vectors.mean(axis=0)
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)


def figures(ranks: list[int]) -> list[str]:
    """Recall@1, recall@10 and MRR@10."""
    places = np.array(ranks)
    values = (
        (places == 1).mean(),
        (places <= 10).mean(),
        np.where(places <= 10, 1 / places, 0).mean(),
    )
    return [f"{value:.3f}" for value in values]


def main() -> None:
    """Embed all paragraphs and questions once, and rank."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--embedder", default="use")
    options = parser.parse_args()
    set_up()
    from tessera.search.meaning.embedders import open_embedder

    print_machine()
    texts = read(options.folder)
    model = open_embedder(options.embedder, Path(tempfile.gettempdir()) / "tessera-models")
    if model is None:
        raise SystemExit("Name an embedder.")
    paragraphs = {
        language: centred(model.passages([text for text, _questions in each]))
        for language, each in texts.items()
    }
    asked = {
        language: [(at, question) for at, (_text, all_) in enumerate(each) for question in all_]
        for language, each in texts.items()
    }
    questions = {
        language: centred(model.queries([question for _at, question in each]))
        for language, each in asked.items()
    }
    languages = list(texts)
    mixed = np.stack(
        [paragraphs[languages[at % len(languages)]][at] for at in range(len(texts["en"]))]
    )
    rows, everything = [], []
    for language in languages:
        wanted = [at for at, _question in asked[language]]
        in_english = ranks_of(questions[language] @ paragraphs["en"].T, wanted)
        in_any = ranks_of(questions[language] @ mixed.T, wanted)
        everything += in_any
        rows.append([language, len(wanted), *figures(in_english), figures(in_any)[2]])
    print(f"Model {model.name}; {len(texts['en'])} paragraphs\n")
    heads = [
        "questions in",
        "number",
        "R@1 (English)",
        "R@10 (English)",
        "MRR (English)",
        "MRR (mixed)",
    ]
    print_table(heads, rows)
    print(f"\nMixed, all questions: MRR@10 {figures(everything)[2]}")


def ranks_of(nearness: Any, wanted: list[int]) -> list[int]:
    """The rank of the wanted paragraph for each question."""
    own = nearness[np.arange(len(wanted)), wanted]
    return [int(rank) + 1 for rank in (nearness > own[:, None]).sum(axis=1)]


if __name__ == "__main__":
    main()
