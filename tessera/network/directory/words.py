"""Words as the directory compares them: without case, accents and Arabic vowel marks.

Scripts that write no spaces are cut into single characters, so that any part of a word is found.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_MOST_WORDS: Final = 400
_MOST_LETTERS: Final = 40
_WORD: Final = re.compile(r"\w+")
_WITHOUT_SPACES: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_LETTERS: Final = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": "", "ı": "i"}
)


def words_of(text: str) -> list[str]:
    """The words of a text, each once, in their order."""
    found: dict[str, None] = {}
    for word in _WORD.findall(folded(text)):
        parts = list(word) if _WITHOUT_SPACES.search(word) else [word[:_MOST_LETTERS]]
        found.update(dict.fromkeys(parts))
    return list(found)[:_MOST_WORDS]


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text without case, accents and marks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)
