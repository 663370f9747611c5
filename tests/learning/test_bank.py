"""Who builds a quiz takes questions over from others."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.learning import bank
from tessera.learning.errors import CourseStateError
from tessera.learning.models import Question, QuestionText, Unit
from tessera.lib.errors import NotAllowedError
from tests.factories.accounts import desk_editor, stranger
from tests.factories.learning import course

pytestmark = pytest.mark.django_db


def quiz_of(made) -> Unit:
    return Unit.objects.get(module__course=made, kind="quiz")


def test_questions_are_found_and_taken_over_with_all_their_languages(client):
    source, target = course("Source"), course("Target")
    wanted = Question.objects.filter(unit=quiz_of(source)).first()
    QuestionText.objects.create(
        question=wanted, language="fr", text="Quelle forme ?", choices=["Étoiles", "Carrés"]
    )
    Question.objects.create(unit=quiz_of(source), position=9).texts.create(
        language="en", text="Only begun?"
    )
    client.force_login(desk_editor())
    quiz = f"/en/learn/build/{target.identifier}/check/"
    at = f"{quiz}bank/"
    assert f'href="{at}"' in client.get(quiz).text
    page = client.get(at).text
    assert "A single question?" in page
    assert "Source" in page
    assert "Only begun?" not in page
    assert f'value="{Question.objects.filter(unit=quiz_of(target)).first().pk}"' not in page
    found = client.get(f"{at}?q=FORME quelle").text
    assert f'value="{wanted.pk}"' in found
    assert "A multiple question?" not in found
    assert f'value="{wanted.pk}"' in client.get(f"{at}?q=forme%00").text
    assert "No question fits." in client.get(f"{at}?q=nonsense").text
    nothing = client.post(at, {"take": ["x", ""]})
    assert nothing.status_code == 422
    assert "Tick at least one question." in nothing.text

    shown = client.post(at, {"take": str(wanted.pk)}, follow=True).text
    assert "1 question taken over." in shown
    copy = Question.objects.filter(unit=quiz_of(target)).last()
    assert (copy.kind, copy.right, copy.position) == ("single", [1], 4)
    assert sorted(copy.texts.values_list("language", "text")) == [
        ("en", "A single question?"),
        ("fr", "Quelle forme ?"),
    ]
    copy.texts.filter(language="en").update(text="Changed?")
    assert wanted.texts.get(language="en").text == "A single question?"
    client.logout()
    assert "Changed?" in client.get(f"/en/learn/{target.identifier}/check/").text


def test_stranger_may_not_take_over(client):
    source, target = course("Source"), course("Target")
    questions = Question.objects.filter(unit=quiz_of(source))
    at, other = f"/en/learn/build/{target.identifier}/check/bank/", stranger()
    client.force_login(other)
    assert client.get(at).status_code == 403
    with pytest.raises(NotAllowedError):
        bank.take_over(quiz_of(target), questions, by=other)
    teacher = desk_editor()
    with pytest.raises(CourseStateError):
        bank.take_over(Unit.objects.filter(kind="text").first(), questions, by=teacher)
    Question.objects.bulk_create(
        Question(unit=quiz_of(target), position=number) for number in range(45)
    )
    client.force_login(teacher)
    full = client.post(at, {"take": [str(each.pk) for each in questions]})
    assert full.status_code == 422
    assert "A quiz has at most 50 questions." in full.text
    ticked = re.findall(r'name="take" value="\d+" checked', full.text)
    assert len(ticked) == 4  # What was ticked still is.
    wrong = f"/en/learn/build/{target.identifier}/start/bank/"
    assert client.get(wrong).status_code == 404


def test_bank_costs_as_much_for_three_courses_as_for_one(client):
    target = course("Target")
    client.force_login(desk_editor())

    def queries() -> int:
        client.get(f"/en/learn/build/{target.identifier}/check/bank/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/en/learn/build/{target.identifier}/check/bank/")
        return len(asked)

    course("One")
    first = queries()
    course("Two"), course("Three")
    assert queries() == first
