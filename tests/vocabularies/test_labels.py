"""Labels are shown in the reader's language, and follow an editor's change."""

import pytest
from django.db import transaction
from django.utils.translation import override

from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.vocabularies import labels as picture
from tessera.vocabularies.labels import forget_labels, labels
from tessera.vocabularies.models import Concept, ConceptLabel
from tests.factories.vocabularies import concept, place, relation_kind

pytestmark = pytest.mark.django_db


def test_label_in_the_language_of_the_page():
    theme = concept("TH", "LAN")
    with override("fr"):
        french = str(theme)
    assert french == ConceptLabel.objects.get(concept=theme, language="fr").preferred
    assert french != str(theme)


def test_label_falls_back_to_english_and_then_to_the_code():
    bees = concept("TH", "BEE", en="Beekeeping")
    assert labels().of(bees.pk, "tr") == "Beekeeping"
    ConceptLabel.objects.filter(concept=bees).delete()
    forget_labels()
    assert labels().of(bees.pk, "tr") == "BEE"


def test_relation_is_named_from_both_ends():
    relation_kind("feeds", "Feeds", "Is fed by")
    entry = labels().concept("RL", "feeds")
    assert (entry.label("en"), entry.inverse_label("en")) == ("Feeds", "Is fed by")
    assert entry.inverse_label("fr") == "Is fed by"


def test_nothing_has_an_empty_name():
    assert (labels().of(None), labels().place(None), labels().of(-1)) == ("", "", "")
    assert labels().concept("TH", "NONE") is None


def test_city_lies_in_its_country():
    city = labels().by_place_code["AT-vienna"]
    assert (city.label("en"), city.label("fr")) == ("Vienna", "Vienne")
    assert labels().country_of(city).code == "AT"
    assert place("AT-vienna").country_code == "AT"
    assert labels().country_of(labels().by_place_code["001"]) is None


def test_labels_cost_no_query(django_assert_num_queries):
    labels()
    with django_assert_num_queries(0):
        assert labels().concept("TH", "LAN").label("es")
        assert str(concept_without_query()) != ""


def concept_without_query() -> Concept:
    return Concept(pk=labels().concept("TH", "EMP").pk, code="EMP")


def test_change_that_is_announced_is_seen(monkeypatch):
    monkeypatch.setattr(picture, "_CHECK_EVERY_SECONDS", 0)
    theme = concept("TH", "LAN")
    before = labels().of(theme.pk, "en")
    ConceptLabel.objects.filter(concept=theme, language="en").update(preferred="Tongues")
    assert labels().of(theme.pk, "en") == before
    with transaction.atomic():
        announce(kind=Change.Kind.CONCEPT, identifier="TH:LAN", what=Change.What.UPDATED)
    assert labels().of(theme.pk, "en") == "Tongues"


def test_change_of_a_record_does_not_read_the_vocabularies_again(
    monkeypatch, django_assert_num_queries
):
    labels()
    monkeypatch.setattr(picture, "_CHECK_EVERY_SECONDS", 0)
    with transaction.atomic():
        announce(kind=Change.Kind.RECORD, identifier="0000-0000", what=Change.What.UPDATED)
    with django_assert_num_queries(1):
        labels()
