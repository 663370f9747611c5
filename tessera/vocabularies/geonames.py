"""Reading files of GeoNames (https://download.geonames.org/export/dump/readme.txt), line by line.

Of the file of cities: the most populous, no more than are asked for. Of the file of alternate
names: those of these cities in the interface's languages. Memory does not grow with the files.
"""

import heapq
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from tessera.lib.errors import TesseraError

#: A line with all names of a capital has some 20,000 characters.
_LONGEST_LINE: Final = 200_000
_CITY_COLUMNS, _NAME_COLUMNS = 19, 8
#: No longer a place (PPLH, PPLCH, PPLQ, PPLW), or a part of another one (PPLX).
_NO_CITIES: Final = frozenset({"PPLH", "PPLCH", "PPLQ", "PPLW", "PPLX"})
#: Their tag → ours, and how good it is: the script is said, or only the language.
_LANGUAGES: Final = {
    "en": ("en", 1), "fr": ("fr", 1), "es": ("es", 1), "ar": ("ar", 1), "ru": ("ru", 1),
    "tr": ("tr", 1), "zh-hans": ("zh-hans", 3), "zh-cn": ("zh-hans", 2), "zh": ("zh-hans", 1),
}  # fmt: skip
Names = dict[str, str]


class GeoNamesError(TesseraError):
    """The file is none of GeoNames; told on the command line."""


@dataclass(frozen=True)
class City:
    """A populated place. ``geonames`` is its number there."""

    geonames: str
    name: str
    ascii_name: str
    latitude: float
    longitude: float
    country: str
    population: int


def largest_cities(
    path: Path, *, population: int, most: int, countries: frozenset[str] = frozenset()
) -> list[City]:
    """The most populous first; only of some countries where these are named.

    Raises:
        GeoNamesError: the file is no table of GeoNames.
    """
    heap: list[tuple[int, str, City]] = []
    for city in _cities(path):
        if city.population < population or (countries and city.country not in countries):
            continue
        entry = (city.population, city.geonames, city)
        if len(heap) < most:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)
    return [city for _people, _number, city in sorted(heap, reverse=True)]


def names_of(path: Path, wanted: frozenset[str]) -> Mapping[str, Names]:
    """For each wanted number, its name in each of our languages that has one.

    Names that are historic or colloquial are passed over; a preferred one goes before others.

    Raises:
        GeoNamesError: the file is no table of GeoNames.
    """
    found: dict[str, Names] = {}
    worth: dict[tuple[str, str], int] = {}
    for cells in _rows(path, _NAME_COLUMNS):
        number, name = cells[1], cells[3].strip()
        known = _LANGUAGES.get(cells[2].lower())
        if not known or number not in wanted or not 0 < len(name) <= 120:
            continue
        if "1" in {cells[6], cells[7]}:
            continue
        language, quality = known
        value = quality * 10 + 2 * (cells[4] == "1") - (cells[5] == "1")
        if value > worth.get((number, language), 0):
            worth[number, language] = value
            found.setdefault(number, {})[language] = name
    return found


def _cities(path: Path) -> Iterator[City]:
    for cells in _rows(path, _CITY_COLUMNS):
        number, name, ascii_name = cells[0], cells[1].strip(), cells[2].strip()
        if cells[6] != "P" or cells[7] in _NO_CITIES or not number.isdecimal():
            continue
        try:
            latitude, longitude, people = float(cells[4]), float(cells[5]), int(cells[14] or 0)
        except ValueError:
            continue
        if 0 < len(name) <= 120 and abs(latitude) <= 90 and abs(longitude) <= 180:
            yield City(number[:16], name, ascii_name, latitude, longitude, cells[8], people)


def _rows(path: Path, columns: int) -> Iterator[list[str]]:
    """The rows with at least so many cells; a file whose beginning has none is refused."""
    with _opened(path) as stream:
        number = good = 0
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) >= columns:
                good += 1
                yield cells
            elif number > good + 100:
                message = f"{path.name} is no table of GeoNames (line {number})."
                raise GeoNamesError(message)
        if not good:
            message = f"{path.name} is no table of GeoNames."
            raise GeoNamesError(message)


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    if not path.is_file():
        message = f"There is no file {path}."
        raise GeoNamesError(message)
    if not zipfile.is_zipfile(path):
        with path.open(encoding="utf-8", errors="replace", newline="\n") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        texts = [each for each in archive.infolist() if each.filename.endswith(".txt")]
        if not texts:
            message = f"{path.name} holds no table."
            raise GeoNamesError(message)
        largest = max(texts, key=lambda each: each.file_size)  # the other one lists languages
        with archive.open(largest) as raw:
            yield io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="\n")
