"""The vocabularies come with the product; what editors made of them stays."""

import json
from importlib import import_module

import pytest
from django.apps import apps

from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.vocabularies.labels import forget_labels, labels
from tessera.vocabularies.loading import load_places, load_vocabularies
from tessera.vocabularies.models import Concept, ConceptLabel, ConceptScheme, Place
from tests.factories.vocabularies import changes_after, last_sequence

pytestmark = pytest.mark.django_db

BEES = {
    "code": "XBEE",
    "slug": "bees",
    "labels": {"en": "Bees", "fr": "Abeilles"},
    "concepts": [
        {
            "code": "HON",
            "labels": {"en": "Honey bee", "fr": "Abeille mellifère"},
            "plural_labels": {"en": "Honey bees"},
            "alt": {"en": ["Western bee", "European bee"]},
            "definition": {"en": "Makes honey."},
            "broader": [],
            "mappings": [{"relation": "exact", "scheme": "ITIS", "notation": "154396"}],
        },
        {"code": "HON.QUE", "labels": {"en": "Queen"}, "broader": ["HON"]},
    ],
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "bees.json").write_text(json.dumps(BEES), "utf-8")
    return tmp_path


def test_scheme_is_loaded_with_labels_mappings_and_broader_concepts(folder):
    start = last_sequence()
    assert load_vocabularies(folder) == 2
    queen, honey = labels().concept("XBEE", "HON.QUE"), labels().concept("XBEE", "HON")
    assert [each.code for each in labels().lineage(queen)] == ["HON.QUE", "HON"]
    assert honey.label("fr") == "Abeille mellifère"
    assert honey.label_for_many("en") == "Honey bees"
    assert honey.alternatives["en"] == ("Western bee", "European bee")
    assert honey.definition("tr") == "Makes honey."
    mapping = Concept.objects.get(pk=honey.pk).mappings.get()
    assert (mapping.relation, mapping.scheme, mapping.notation) == ("exact", "ITIS", "154396")
    assert changes_after(start) == [
        ("concept", "XBEE:HON", "published"),
        ("concept", "XBEE:HON.QUE", "published"),
    ]


def test_loading_again_adds_nothing_and_says_nothing(folder):
    load_vocabularies(folder)
    start = last_sequence()
    assert load_vocabularies(folder) == 0
    assert load_vocabularies() == 0
    assert changes_after(start) == []


def test_edited_label_is_never_overwritten(folder):
    load_vocabularies(folder)
    ConceptLabel.objects.filter(concept__code="HON", language="en").update(preferred="Our bee")
    ConceptScheme.objects.filter(code="XBEE").update(labels={"en": "Our bees"})
    load_vocabularies(folder)
    assert labels().concept("XBEE", "HON").label("en") == "Our bee"
    assert labels().scheme_label("XBEE", "en") == "Our bees"


def test_new_concept_of_a_known_scheme_is_added_below_its_broader_one(folder):
    load_vocabularies(folder)
    more = {"code": "HON.DRO", "labels": {"en": "Drone"}, "broader": ["HON"]}
    content = {**BEES, "concepts": [*BEES["concepts"], more]}
    (folder / "bees.json").write_text(json.dumps(content), "utf-8")
    assert load_vocabularies(folder) == 1
    drone = labels().concept("XBEE", "HON.DRO")
    assert [each.code for each in labels().lineage(drone)] == ["HON.DRO", "HON"]


def test_places_loaded_again_add_nothing_and_keep_edited_names():
    Place.objects.filter(code="DE").update(name="Our Germany")
    start = last_sequence()
    assert load_places() == 0
    assert Place.objects.get(code="DE").name == "Our Germany"
    assert changes_after(start) == []


def test_every_country_lies_in_a_region_of_the_world():
    picture = labels()
    countries = [entry for entry in picture.places.values() if entry.kind == "country"]
    assert len(countries) > 190
    lost = [entry.code for entry in countries if [*picture.place_lineage(entry)][-1].code != "001"]
    assert lost == []


def test_every_country_has_a_name_in_every_interface_language():
    countries = [entry for entry in labels().places.values() if entry.kind == "country"]
    nameless = [
        (entry.code, language)
        for entry in countries
        for language in INTERFACE_LANGUAGES
        if entry.label(language) in {"", entry.code}
    ]
    assert countries
    assert nameless == []


def test_every_concept_of_the_product_is_labelled_in_every_interface_language():
    entries = list(labels().concepts.values())
    missing = [
        (entry.scheme, entry.code, language)
        for entry in entries
        for language in INTERFACE_LANGUAGES
        if language not in entry.preferred
    ]
    assert len(entries) > 200
    assert missing == []


def test_older_collections_get_german_labels_and_keep_what_stewards_wrote():
    migration = import_module("tessera.vocabularies.migrations.0002_german_labels")
    ConceptLabel.objects.filter(language="de", concept__scheme__code="TH").exclude(
        concept__code="HOU"
    ).delete()
    ConceptLabel.objects.filter(language="de", concept__code="HOU").update(preferred="Daheim")
    migration.add_german(apps, None)
    migration.add_german(apps, None)
    forget_labels()
    assert labels().concept("TH", "HOU").label("de") == "Daheim"
    assert labels().concept("TH", "EDU").alternatives["de"][0] == "Lernen"
