"""Editors build a course with buttons; readers take it away as pages and as a book."""

import io
import zipfile

import pytest
from lxml import etree
from lxml.html import fromstring

from tessera.learning import building
from tessera.learning.errors import CourseStateError
from tessera.learning.models import Course, Module, Question, Unit
from tessera.lib.errors import NotAllowedError
from tests.factories.accounts import desk_editor, editor, stranger
from tests.factories.catalogue import record
from tests.factories.learning import course, draft_course

pytestmark = pytest.mark.django_db


def typed(html: str) -> dict[str, str]:
    """What the form of the words holds, as a browser without JavaScript would send it."""
    fields = ".//textarea[@name='body' or @name='summary' or @name='transcript']"
    form = fromstring(html).xpath(f"//form[@method='post'][{fields}]")[0]
    return {name: value or "" for name, value in form.form_values()}


@pytest.fixture
def teacher(client):
    person = desk_editor()
    client.force_login(person)
    return person


def test_course_is_built_translated_and_published(client, teacher):
    assert "/en/learn/build/" in client.get("/en/learn/").text
    assert client.post("/en/learn/build/", {"title": "Asking"}).status_code == 422
    made_at = client.post("/en/learn/build/", {"title": "Asking", "summary": "How to ask."}).url
    made, module = Course.objects.get(), Module.objects.get()
    assert made_at == f"/en/learn/build/{made.identifier}/"
    page = client.get(made_at)
    form = typed(page.text) | {"do": "save", "objectives": "Ask.\nListen.", "pass_percent": "101"}
    refused = client.post(made_at, form)
    assert refused.status_code == 422
    assert "Listen." in refused.text
    client.post(made_at, form | {"pass_percent": "50"})
    refused = client.post(made_at, {"do": "publish"}, follow=True)
    assert "at least one unit" in refused.text

    for title, kind in (("First words", "text"), ("First words", "quiz"), ("A film", "video")):
        client.post(made_at, {"do": f"unit-{module.pk}", "title": title, "kind": kind})
    assert [unit.key for unit in Unit.objects.all()] == ["first-words", "first-words-2", "a-film"]
    client.post(made_at, {"do": "module", "title": "Second"})
    second = Module.objects.last()
    client.post(made_at, {"do": f"name-{second.pk}", "title": "Later"})
    client.post(made_at, {"do": f"up-m{second.pk}"})
    assert [each.pk for each in Module.objects.all()] == [second.pk, module.pk]
    client.post(made_at, {"do": f"remove-m{second.pk}", "sure": "1"})
    quiz, film = Unit.objects.get(kind="quiz"), Unit.objects.get(kind="video")
    client.post(made_at, {"do": f"up-u{film.pk}"})
    client.post(made_at, {"do": f"down-u{film.pk}"})
    assert Unit.objects.last() == film
    assert "Tick the box" in client.post(made_at, {"do": f"remove-u{film.pk}"}, follow=True).text
    at = f"{made_at}a-film/"
    unfinished = client.post(at, typed(client.get(at).text) | {"do": "save"})
    assert unfinished.status_code == 422
    assert 'id="id_transcript_error"' in unfinished.text
    client.post(made_at, {"do": f"remove-u{film.pk}", "sure": "1"})

    at = f"{made_at}first-words/"
    client.post(at, typed(client.get(at).text) | {"do": "save", "body": "# Hello\n\nAsk."})
    french = typed(client.get(f"{at}?in=fr").text)
    french |= {"do": "save", "title": "Premiers mots", "status": "machine"}
    assert client.post(f"{at}?in=fr", french).url == f"{at}?in=fr"
    quiz_at = f"{made_at}{quiz.key}/"
    assert client.post(quiz_at, {"do": "question", "kind": "single"}).status_code == 422
    question_at = client.post(quiz_at, {"do": "question", "kind": "single", "text": "Which?"}).url
    for wrong in ("only one", "+ a\n+ b", "- a\n- b", "\n".join("abcdefghijklm")):
        refused = client.post(question_at, {"text": "Which?", "choices": wrong})
        assert refused.status_code == 422
        assert 'id="id_choices_error"' in refused.text
    choices = "- Stars :: No.\n+ Squares :: Yes."
    client.post(question_at, {"text": "Which?", "choices": choices})
    question = Question.objects.get()
    assert question.right == [1]
    assert question.texts.get().feedback == ["No.", "Yes."]
    assert choices in client.get(question_at).text
    fewer = {"text": "Lequel ?", "choices": "Étoiles", "status": "human"}
    assert client.post(f"{question_at}?in=fr", fewer).status_code == 422
    client.post(f"{question_at}?in=fr", fewer | {"choices": "Étoiles\nCarrés"})
    client.post(quiz_at, {"do": "question", "kind": "short", "text": "A word?"})
    added = Question.objects.last()
    client.post(f"{quiz_at}{added.pk}/", {"text": "A word?", "accepted": "yes\naye"})
    client.post(quiz_at, {"do": f"up-{added.pk}"})
    assert Question.objects.first() == added
    client.post(quiz_at, {"do": f"remove-{added.pk}", "sure": "1"})

    shown = client.post(made_at, {"do": "publish"}).url
    client.logout()
    assert "Listen." in client.get(shown).text
    french = client.get(shown.replace("/en/", "/fr/") + "first-words/").text
    assert "Premiers mots" in french
    marked = client.get(f"{shown}{quiz.key}/", {"check": "1", f"q{question.pk}": "1"})
    assert "1 of 1 right." in marked.text


def test_stranger_may_not_build(client):
    made = course()
    module, unit, question = Module.objects.first(), Unit.objects.first(), Question.objects.first()
    quiz = Unit.objects.get(kind="quiz")
    addresses = (
        "/en/learn/build/", f"/en/learn/build/{made.identifier}/",
        f"/en/learn/build/{made.identifier}/start/",
        f"/en/learn/build/{made.identifier}/check/{question.pk}/",
    )  # fmt: skip
    for address in addresses:
        assert "/account/login/" in client.get(address).url
    for person in (stranger(), editor()):
        client.force_login(person)
        assert "/build/" not in client.get("/en/learn/").text
        for address in addresses:
            assert client.get(address).status_code == 403
            assert client.post(address, {"do": "publish"}).status_code == 403
        words = {"language": "en", "words": {}, "by": person}
        for act in (
            lambda by=person: building.draft_course(title="", summary="", language="en", by=by),
            lambda words=words: building.change_course(made, audiences=[], **words),
            lambda by=person: building.add_module(made, title="x", by=by),
            lambda words=words: building.name_module(module, **words),
            lambda by=person: building.add_unit(module, title="x", kind="text", by=by),
            lambda words=words: building.change_unit(unit, **words),
            lambda by=person: building.add_question(quiz, kind="short", text="x", by=by),
            lambda words=words: building.change_question(question, right=None, **words),
            lambda by=person: building.move(unit, by_places=1, by=by),
            lambda by=person: building.remove(unit, by=by),
        ):
            with pytest.raises(NotAllowedError):
                act()
    teacher = desk_editor()
    with pytest.raises(CourseStateError):
        building.remove(module, by=teacher)
    with pytest.raises(CourseStateError):
        building.add_question(unit, kind="short", text="x", by=teacher)
    building.remove(unit, by=teacher)
    Unit.objects.exclude(pk=quiz.pk).delete()
    with pytest.raises(CourseStateError):
        building.remove(quiz, by=teacher)


def test_course_is_taken_away_as_pages_and_as_a_book(client):
    made, cafes = course(), record("Language cafés <b>")
    Unit.objects.get(key="start").texts.update(
        body=f"# Ask & “wait”\n\nOne  \ntwo\u00a0three\n\n[[{cafes.identifier}]]\n\n- a\n- b"
    )
    made.save()
    answer = client.get(f"/en/learn/{made.identifier}/course.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    pages = zipfile.ZipFile(io.BytesIO(answer.content))
    assert pages.testzip() is None
    assert pages.namelist() == [
        "index.html", "01-start.html", "02-think.html", "03-check.html", "style.css",
    ]  # fmt: skip
    first = pages.read("01-start.html").decode()
    assert f"/id/{cafes.identifier}" in first
    assert "Most forget to ask." in pages.read("02-think.html").decode()
    assert "<details>" in pages.read("03-check.html").decode()
    for name in pages.namelist()[:-1]:
        page = pages.read(name).decode()
        assert "<script" not in page
        linked = etree.fromstring(page.encode()).xpath("//@href | //@src")
        assert [each for each in linked if not each.startswith("http")]
        assert all(each in pages.namelist() for each in linked if not each.startswith("http"))

    answer = client.get(f"/ar/learn/{made.identifier}/course.epub")
    assert answer.headers["Content-Type"] == "application/epub+zip"
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    kind = book.infolist()[0]
    assert (kind.filename, kind.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert book.read("mimetype") == b"application/epub+zip"
    for name in book.namelist():
        if name.endswith((".xhtml", ".opf", ".xml")):
            etree.fromstring(book.read(name))
    package = etree.fromstring(book.read("book/package.opf"))
    listed = package.xpath("//*[local-name()='item']/@href")
    assert sorted(f"book/{each}" for each in listed) == sorted(
        name for name in book.namelist() if name.startswith("book/") and "opf" not in name
    )
    assert package.xpath("//*[local-name()='spine']/@page-progression-direction") == ["rtl"]
    assert answer.content == client.get(f"/ar/learn/{made.identifier}/course.epub").content
    assert client.get("/en/learn/AAAA-AAAA/course.zip").status_code == 404


def test_record_written_in_a_browser_stands_between_the_words(client, teacher):
    """Browsers send lines that end with CR LF."""
    made, cafes = course(), record("Language cafés")
    at = f"/en/learn/build/{made.identifier}/start/"
    form = typed(client.get(at).text) | {"do": "save"}
    client.post(at, form | {"body": f"Before\r\n\r\n[[{cafes.identifier}]]\r\n\r\nAfter"})
    shown = client.get(f"/en/learn/{made.identifier}/start/").text
    assert 'class="embedded"' in shown
    assert "Language cafés" in shown
    refused = client.post(at, form | {"body": "Before\r\n\r\n[[AAAA-AAAA]]\r\n\r\nAfter"})
    assert refused.status_code == 422
    assert "Nothing public has the identifier “AAAA-AAAA”." in refused.text
    assert 'id="id_body_error"' in refused.text


def test_what_is_not_finished_is_not_published_and_not_shown(client, teacher):
    made = draft_course()
    at, quiz = f"/en/learn/build/{made.identifier}/", Unit.objects.get(kind="quiz")
    Unit.objects.get(key="start").texts.update(body="  ")
    refused = client.post(at, {"do": "publish"}, follow=True).text
    assert "The unit “Unit start” is not finished" in refused
    Unit.objects.get(key="start").texts.update(body="Ask.")
    kept = list(Question.objects.all())
    Question.objects.update(right=[])
    Question.objects.exclude(kind__in=["single", "multiple"]).delete()
    refused = client.post(at, {"do": "publish"}, follow=True).text
    assert "The unit “Unit check” is not finished" in refused
    kept[0].right = [1]
    kept[0].save()
    client.post(at, {"do": "publish"})

    module = Module.objects.get()
    client.post(at, {"do": f"unit-{module.pk}", "title": "Later", "kind": "text"})
    assert "not finished, readers do not see it" in client.get(at).text
    assert "not finished, readers do not see it" in client.get(f"{at}later/").text
    assert "no right answer yet" in client.get(f"{at}check/").text
    client.logout()
    assert "Later" not in client.get(f"/en/learn/{made.identifier}/").text
    assert client.get(f"/en/learn/{made.identifier}/later/").status_code == 404
    page = client.get(f"/en/learn/{made.identifier}/check/").text
    assert "A single question?" in page
    assert "A multiple question?" not in page
    assert quiz.questions.count() == 2


def test_translator_sees_the_original_beside(client, teacher):
    made = course()
    at = f"/en/learn/build/{made.identifier}/think/"
    assert "build-original" not in client.get(at).text
    page = client.get(f"{at}?in=fr").text
    assert "build-original" in page
    assert "Most forget to ask." in page


def test_words_of_another_window_are_not_written_over_unseen(client, teacher):
    made = course()
    at = f"/en/learn/build/{made.identifier}/start/"
    opened = typed(client.get(at).text) | {"do": "save"}
    assert client.post(at, opened | {"body": "From the office."}).status_code == 302
    refused = client.post(at, opened | {"body": "From the train."})
    assert refused.status_code == 422
    assert "changed in another window" in refused.text
    assert "From the train." in refused.text
    assert Unit.objects.get(key="start").texts.get().body == "From the office."
    again = typed(refused.text) | {"do": "save"}
    assert client.post(at, again).status_code == 302
    assert Unit.objects.get(key="start").texts.get().body == "From the train."
    assert client.post(at, opened | {"body": "From the train."}).status_code == 302
