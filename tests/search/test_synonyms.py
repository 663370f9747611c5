"""A term of art is found by its other names, which stewards keep in the vocabularies."""

import html
import re
import time

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from tessera.accounts.roles import STEWARDS
from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.search.criteria import Criteria
from tessera.search.indexing import reindex, update_index
from tessera.search.parameters import read_address
from tessera.search.synonyms import with_synonyms
from tessera.vocabularies import labels as picture
from tessera.vocabularies.labels import forget_labels
from tessera.vocabularies.models import ConceptLabel
from tests.factories.accounts import desk_editor, user
from tests.factories.catalogue import record, record_text
from tests.factories.index import own_index
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index():
    with own_index() as engine:
        yield engine


def added(text: str, language: str = "en") -> set[str]:
    """What is searched for beside the words."""
    return {each.text for each in with_synonyms(Criteria.of(text, language=language)).added}


def alternative(scheme: str, code: str, language: str, *texts: str) -> None:
    """What a steward does: the alternative labels of a concept, and everybody is told."""
    label = ConceptLabel.objects.get(concept=concept(scheme, code), language=language)
    label.alternative = "\n".join(texts)
    label.save()
    with transaction.atomic():
        announce(kind=Change.Kind.CONCEPT, identifier=f"{scheme}:{code}", what=Change.What.UPDATED)
    forget_labels()


def shown(answer) -> list[str]:
    titles = re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", answer.text)
    return [html.unescape(re.sub(r"<[^>]+>", "", title)) for title in titles]


@pytest.fixture
def desks():
    """One in English, one in French only, and one that has nothing to do with either."""
    made = [record("A one-stop shop for newcomers"), record("Housing")]
    french = [record_text("fr", "Le guichet unique de Lyon", "Un lieu pour tout.")]
    made.append(record(texts=french, original_language="fr"))
    reindex()
    return made


def test_one_stop_shop_finds_guichet_unique(desks, client):
    answer = client.get("/en/search/?q=one-stop+shop")

    assert shown(answer) == ["A one-stop shop for newcomers", "Le guichet unique de Lyon"]
    assert "Also searched for other names of this" in answer.text
    assert '<li lang="fr" dir="ltr">Guichet unique</li>' in answer.text
    assert "<mark>guichet unique</mark>" in answer.text


def test_one_click_restricts_to_the_words_typed(desks, client):
    answer = client.get("/en/search/?q=one-stop+shop")
    only = client.get(f"/en/search/{answer.context['search'].words_only_url}")

    assert shown(only) == ["A one-stop shop for newcomers"]
    assert "Also searched for" not in only.text
    assert answer.context["search"].found.total == 2


def test_what_is_quoted_is_meant_as_it_stands(desks, client):
    for text in ('"one-stop shop"', "title:one-stop title:shop", "one-stop shop*"):
        answer = client.get("/en/search/", {"q": text})
        assert shown(answer) == ["A one-stop shop for newcomers"], text
        assert "Also searched for" not in answer.text


def test_files_feeds_and_programs_find_the_same(desks, client):
    file = client.get("/en/search.jsonl?q=one-stop+shop")
    assert "guichet unique de Lyon" in file.getvalue().decode()
    assert client.get("/api/v1/search?q=one-stop+shop").json()["total"] == 2
    assert client.get("/api/v1/search?q=one-stop+shop&match=words").json()["total"] == 1


def test_in_any_language_and_in_any_form():
    for text, language in [
        ("one-stop shops", "en"), ("guichets uniques", "fr"), ("ventanilla única", "es"),
        ("ventanilla unica", "en"), ("الشباك الموحد", "ar"), ("единое окно", "ru"),
        ("一站式服务", "zh-hans"), ("一站式服務", "en"), ("tek durak ofisler", "tr"),
    ]:  # fmt: skip
        assert added(text, language) & {"Guichet unique", "One-stop shop"}, text


def test_a_term_within_other_words():
    query = Criteria.of("the one-stop shop in Lisbon -police", language="en")
    widened = with_synonyms(query)
    assert "Guichet unique" in {each.text for each in widened.added}
    the, *others = query.query.root.children
    assert widened.also.children[0] == the
    assert widened.also.children[2:] == tuple(others[3:])
    assert added("难民的一站式服务中心", "zh-hans") >= {"One-stop shop"}


def test_a_label_that_only_leads_to_a_theme_is_not_one_of_its_names():
    assert "Mental health" in added("trauma")
    assert "counselling" not in added("trauma")
    assert "counselling" in added("mental health")


def test_a_heading_that_joins_several_things_is_no_name():
    assert added("employment") == set()
    assert "jobs" in added("work and enterprise")


def test_small_words_at_the_ends_of_a_label_count():
    assert "Undocumented migrant" in added("sin papeles", "es")
    assert added("papeles", "es") == set()


def test_most_words_have_no_other_name():
    for text in ("", "cologne", "of", "the", "🙂", "-police", "country:DE", "x" * 90):
        assert added(text) == set(), text


def test_what_a_steward_adds_is_searched_for(client, desks):
    record("All under one roof: a welcome house")
    reindex()
    assert len(shown(client.get("/en/search/?q=guichet+unique"))) == 2

    alternative("TA", "OSS", "en", "  welcome house  ", "")
    update_index()

    found = shown(client.get("/en/search/?q=guichet+unique"))
    assert found[-1] == "All under one roof: a welcome house"
    assert len(shown(client.get("/en/search/?q=welcome+house"))) == 3


def test_a_steward_does_it_in_the_back_office_and_an_editor_may_not(client):
    person = user("vocabulary@example.org", is_staff=True)
    person.groups.add(Group.objects.get(name=STEWARDS))
    made = concept("TA", "OSS")
    page = f"/editors/snippets/vocabularies/concept/edit/{made.pk}/"

    client.force_login(person)
    assert "One a line; search finds them" in client.get(page).text

    client.force_login(desk_editor())
    assert client.get(page).status_code == 302


def test_other_processes_follow_within_two_seconds(monkeypatch):
    """Each looks once a second whether the change log knows of another vocabulary."""
    assert picture._CHECK_EVERY_SECONDS > 1  # Tests look only when told to.
    monkeypatch.undo()
    assert picture._CHECK_EVERY_SECONDS <= 1
    assert "welcome house" not in added("one-stop shop")
    label = ConceptLabel.objects.get(concept=concept("TA", "OSS"), language="en")
    label.alternative = "welcome house"
    label.save()
    with transaction.atomic():
        announce(kind=Change.Kind.CONCEPT, identifier="TA:OSS", what=Change.What.UPDATED)
    until = time.monotonic() + 2
    while "welcome house" not in added("one-stop shop"):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_address_stays_what_was_typed(rf):
    address = read_address(rf.get("/?q=one-stop+shop").GET, language="en")
    assert address.query == "?q=one-stop+shop"
    assert address.for_text("housing").criteria.also is None
    assert address.for_text("guichet unique").criteria.also is not None


def test_german_is_understood_though_the_pages_do_not_speak_it(client, desks):
    reindex()
    assert {"Guichet unique", "One-stop shop"} <= added("zentrale Anlaufstelle")
    answer = client.get("/en/search/", {"q": "Zentrale Anlaufstelle"})
    assert shown(answer) == ["A one-stop shop for newcomers", "Le guichet unique de Lyon"]
