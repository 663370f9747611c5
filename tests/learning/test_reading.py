"""Anybody reads a course without an account, and checks a quiz of which nothing is kept."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.learning.actions import publish_course, retire_course
from tessera.learning.bodies import embedded_in, pieces
from tessera.learning.errors import CourseStateError
from tessera.learning.models import CheckItem, Course, LearningPath, Question, UnitText
from tessera.learning.quizzes import plain
from tessera.learning.starter.reading import read_courses
from tessera.lib.errors import NotAllowedError
from tests.factories.accounts import desk_editor, stranger
from tests.factories.catalogue import record
from tests.factories.learning import course, draft_course, right_answers
from tests.factories.meetings import session

pytestmark = pytest.mark.django_db


def test_visitor_reads_a_course_and_its_units(client):
    made = course()
    listed = client.get("/en/learn/")
    assert "Asking first" in listed.text
    page = client.get(f"/en/learn/{made.identifier}/").text
    for words in ("How to ask.", "Listen.", "Beginnings", "15 minutes", "Start the course"):
        assert words in page
    unit = client.get(f"/en/learn/{made.identifier}/start/").text
    assert "<h2>Ask</h2>" in unit
    assert "Unit 1 of 3" in unit
    assert f"/en/learn/{made.identifier}/think/" in unit
    assert "Most forget to ask." in client.get(f"/en/learn/{made.identifier}/think/").text
    arabic = client.get(f"/ar/learn/{made.identifier}/").text
    assert "اسأل أولا" in arabic
    assert "تُرجم" in arabic or "ترجم" in arabic  # By machine, and it says so.
    short = made.identifier.replace("-", "").lower()
    assert client.get(f"/en/learn/{short}/").url == f"/en/learn/{made.identifier}/"
    assert client.get(f"/en/learn/{short}/start/").url.endswith(f"{made.identifier}/start/")
    assert client.get(f"/id/{made.identifier}").url == f"/en/learn/{made.identifier}/"
    for wrong in (f"{made.identifier}/nothing/", "AAAA-AAAA/", "0000-0000/start/"):
        assert client.get(f"/en/learn/{wrong}").status_code == 404


def test_quiz_is_marked_without_an_account(client):
    made = course()
    address = f"/en/learn/{made.identifier}/check/"
    asked = client.get(address).text
    assert asked.count('class="question"') == 4
    right = client.get(address, {"check": "1", **right_answers(made)}).text
    assert "4 of 4 right." in right
    assert "Passed." in right
    assert 'content="noindex"' in right
    single, _multiple, ordering, short = Question.objects.all()
    wrong = client.get(
        address,
        {
            "check": "1",
            f"q{single.pk}": ["0", "1", "99999"],
            f"q{ordering.pk}-0": "-1",
            f"q{short.pk}": "<b>Rio</b>",
        },
    ).text
    assert "0 of 4 right." in wrong
    assert "It takes 70% to pass" in wrong
    assert "&lt;b&gt;Rio&lt;/b&gt;" in wrong
    assert "Explained short." in wrong
    assert plain("  SÃO—Paulo. ") == "sao paulo"


def test_text_shows_records_and_sessions_and_no_script(client):
    made, met = record("Language cafés"), session("Who pays?")
    gone = record("Gone")
    withdraw_record(gone, by=SYSTEM, reason="Over.")
    body = (
        f"# One\n\n<script>alert(1)</script> [x](javascript:alert(1))\n\n[[{made.identifier}]]\n\n"
        f"[[{met.identifier}]]\n[[{gone.identifier}]]\nEnd"
    )
    shown = pieces(body, "en")
    assert [each.card.title for each in shown if each.card] == ["Language cafés", "Who pays?"]
    html = "".join(each.html for each in shown if each.html)
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert embedded_in([body])[:2] == (made.identifier, met.identifier)
    owner = course()
    UnitText.objects.filter(unit__key="start").update(body=body)
    owner.save()
    assert "Language cafés" in client.get(f"/en/learn/{owner.identifier}/").text
    assert "Who pays?" in client.get(f"/en/learn/{owner.identifier}/start/").text


def test_draft_is_for_those_who_teach(client):
    made = draft_course()
    address = f"/en/learn/{made.identifier}/"
    assert client.get(address).status_code == 404
    teacher, other = desk_editor(), stranger()
    client.force_login(other)
    assert client.get(f"{address}start/").status_code == 404
    for act in (publish_course, retire_course):
        with pytest.raises(NotAllowedError):
            act(made, by=other)
    client.force_login(teacher)
    assert client.get(address).status_code == 200
    with pytest.raises(CourseStateError):
        retire_course(made, by=teacher)
    publish_course(made, by=teacher)
    with pytest.raises(CourseStateError):
        publish_course(made, by=teacher)
    retire_course(made, by=teacher)
    assert "Asking first" not in client.get("/en/learn/").text
    empty = Course.objects.create()
    with pytest.raises(CourseStateError):
        publish_course(empty, by=teacher)


def test_list_costs_as_much_for_three_as_for_one(client):
    def queries() -> int:
        client.get("/en/learn/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/learn/")
        return len(asked)

    course("One")
    first = queries()
    course("Two"), course("Three")
    assert queries() == first


def shape_of(unit):
    """All of a unit that must be the same in every language."""
    questions = [(each.kind, each.right, len(each.choices)) for each in unit.questions]
    shown = embedded_in([unit.body]), embedded_in([unit.guidance])
    return unit.key, unit.kind, unit.minutes, *shown, bool(unit.guidance), questions


def test_starter_courses_are_complete_in_each_language(client, monkeypatch, capsys):
    for files in read_courses():
        words = list(files.words.values())
        units = [unit for module in words[0].modules for unit in module.units]
        assert 40 <= sum(unit.minutes for unit in units) <= 60
        for other in words:
            others = [unit for module in other.modules for unit in module.units]
            assert [shape_of(unit) for unit in others] == [shape_of(unit) for unit in units]
            assert other.title
            assert len(other.objectives) == len(words[0].objectives)
    monkeypatch.setattr(
        "tessera.catalogue.management.commands.load_starter.load_starter", lambda progress: 0
    )
    call_command("load_starter")
    count = Course.objects.count()
    assert count == len(read_courses())
    path = client.get(f"/ar/learn/paths/{LearningPath.objects.get().identifier}/").text
    assert path.count("/ar/learn/") >= 3
    assert not CheckItem.objects.exists()  # Their guidelines are not here.
    welcoming = record("Welcoming Communities Standard", "GUI", identifier="PD2J-TXWX")
    call_command("load_starter")
    asked = client.get(f"/ar/learn/self-checks/{welcoming.identifier}/").text
    assert CheckItem.objects.filter(record=welcoming, theme__isnull=False).count() == 8
    assert "القادمون الجدد" in asked
    assert "machine" in asked
    Course.objects.update(pass_percent=99)
    call_command("load_starter")
    assert (Course.objects.count(), Course.objects.first().pass_percent) == (count, 99)
