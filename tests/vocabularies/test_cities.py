"""Cities of GeoNames are added and completed; nothing that an editor wrote is changed."""

import tracemalloc
import zipfile

import pytest

from tessera.command_line import main
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.vocabularies import cities as loading
from tessera.vocabularies.cities import load_cities
from tessera.vocabularies.geonames import GeoNamesError, largest_cities, names_of
from tessera.vocabularies.labels import labels
from tessera.vocabularies.models import Place
from tests.factories.vocabularies import changes_after, last_sequence, place

pytestmark = pytest.mark.django_db


def line(number: int, name: str, people: int = 300_000, country: str = "DE", **more: str) -> str:
    cells = {
        "latitude": "51.5", "longitude": "7.4", "kind": "P", "code": "PPLA",
    } | more  # fmt: skip
    return "\t".join([
        str(number), name, more.get("plain", name), f"{name},Old {name}", cells["latitude"],
        cells["longitude"], cells["kind"], cells["code"], country, "", "07", "", "", "",
        str(people), "", "86", "Europe/Berlin", "2026-01-01",
    ])  # fmt: skip


def name(number: int, language: str, text: str, *flags: str) -> str:
    given = ["1" if each in flags else "" for each in ("preferred", "short", "slang", "historic")]
    return "\t".join(["1", str(number), language, text, *given, "", ""])


@pytest.fixture
def files(tmp_path):
    cities = tmp_path / "cities15000.zip"
    with zipfile.ZipFile(cities, "w") as archive:
        archive.writestr("cities15000.txt", "\n".join([
            line(2935517, "Dortmund", 588_462), line(1, "Kleinstadt", 16_000),
            line(2, "Altstadt", 400_000, code="PPLX"), line(3, "Atlantis", 900_000, country="XX"),
            line(4, "A forest", 900_000, kind="L"), line(5, "Bogus", 300_000, latitude="north"),
            line(745044, "İstanbul", 15_701_602, country="TR", plain="Istanbul"), "short\tline",
        ]))  # fmt: skip
    names = tmp_path / "alternateNamesV2.zip"
    with zipfile.ZipFile(names, "w") as archive:
        archive.writestr("iso-languagecodes.txt", "x")
        archive.writestr("alternateNamesV2.txt", "\n".join([
            name(745044, "en", "Constantinople", "preferred", "historic"),
            name(745044, "en", "Istanbul", "preferred"), name(745044, "en", "Stambul"),
            name(745044, "fr", "Istanbul"), name(745044, "es", "Estambul"),
            name(745044, "ar", "إسطنبول"), name(745044, "ru", "Стамбул"),
            name(745044, "tr", "İstanbul"), name(745044, "zh", "伊斯坦堡"),
            name(745044, "zh-Hans", "伊斯坦布尔"), name(745044, "link", "https://x.example"),
            name(745044, "de", "Istanbul"), name(99, "en", "Nowhere"), "x" * 300,
        ]))  # fmt: skip
    return cities, names


def test_cities_come_with_coordinates_population_and_names(files):
    Place.objects.filter(kind="city").delete()
    start = last_sequence()
    tally = load_cities(*files, population=250_000)
    assert (tally.read, tally.added, tally.completed, tally.without_country) == (3, 2, 0, 1)
    assert changes_after(start) == [
        ("place", "TR-istanbul", "published"), ("place", "DE-dortmund", "published"),
    ]  # fmt: skip
    found = labels().by_place_code["TR-istanbul"]
    assert [found.label(language) for language in INTERFACE_LANGUAGES] == [
        "Istanbul", "Istanbul", "Estambul", "إسطنبول", "Стамбул", "伊斯坦布尔", "İstanbul",
    ]  # fmt: skip
    row = Place.objects.get(code="DE-dortmund")
    assert (row.geonames, float(row.latitude), row.population_band.code, row.parent.code) == (
        "2935517", 51.5, "P6", "DE",
    )  # fmt: skip


def test_loading_again_changes_nothing(files):
    load_cities(*files, population=250_000)
    start = last_sequence()
    tally = load_cities(*files, population=250_000)
    assert (tally.added, tally.completed, changes_after(start)) == (0, 0, [])


def test_a_city_that_is_there_is_completed_and_its_name_stays(files):
    Place.objects.filter(kind="city").delete()
    own = Place.objects.create(
        code="TR-stambul", kind="city", name="Stamboul", parent=place("TR"),
        latitude="41.5", longitude="7.2",
    )  # fmt: skip
    own.names.create(language="fr", name="Istanbul")
    own.save()
    elsewhere = Place.objects.create(
        code="DE-dortmund", kind="city", name="Dortmund", parent=place("DE"),
        latitude="10", longitude="10",
    )  # fmt: skip
    Place.objects.filter(pk=own.pk).update(latitude="51.4")
    tally = load_cities(*files, population=250_000)
    assert (tally.added, tally.completed) == (1, 1)
    own.refresh_from_db()
    assert (own.name, float(own.latitude), own.geonames, own.population_band.code) == (
        "Stamboul", 51.4, "745044", "P7",
    )  # fmt: skip
    assert own.names.count() == len(INTERFACE_LANGUAGES)
    elsewhere.refresh_from_db()
    assert elsewhere.geonames == ""
    assert Place.objects.filter(code="DE-dortmund-2935517").exists()


def test_only_the_most_populous_or_some_countries_are_taken(files, monkeypatch):
    cities, _names = files
    found = largest_cities(cities, population=1, most=2)
    assert [each.name for each in found] == ["İstanbul", "Atlantis"]
    found = largest_cities(cities, population=1, most=9, countries=frozenset({"DE"}))
    assert [each.name for each in found] == ["Dortmund", "Kleinstadt"]
    monkeypatch.setattr(loading, "MOST_CITIES", 1)
    assert load_cities(cities, population=1, most=9).read == 1


@pytest.mark.parametrize("content", ["", "x\n" * 200, "{}", "\x00\xff"])
def test_what_is_no_table_of_geonames_is_told(tmp_path, content):
    path = tmp_path / "x.txt"
    path.write_text(content)
    with pytest.raises(GeoNamesError):
        load_cities(path, population=1)
    with pytest.raises(GeoNamesError):
        names_of(path, frozenset({"1"}))
    with pytest.raises(GeoNamesError):
        load_cities(tmp_path / "none.txt", population=1)


def test_memory_does_not_grow_with_the_file(tmp_path):
    peaks = []
    for count in (5_000, 40_000):
        path = tmp_path / f"{count}.txt"
        path.write_text("\n".join(line(each, f"Town {each}", each) for each in range(1, count)))
        tracemalloc.start()
        assert len(largest_cities(path, population=1, most=500)) == 500
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def test_the_operator_is_told_what_came_of_it(files, capsys, monkeypatch):
    monkeypatch.setattr("tessera.command_line.set_up", lambda: None)
    cities, names = files
    Place.objects.filter(kind="city").delete()
    main(["load-geonames", str(cities), "--names", str(names), "--countries", "tr, xx"])
    told = capsys.readouterr().out
    assert "2 cities were read, 1 added, 0 completed." in told
    assert "1 lie in no country that is known here." in told
