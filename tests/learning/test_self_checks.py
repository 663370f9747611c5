"""Self-checks: questions made from a guideline, private answers, and what helps."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from tessera.accounts.personal_data import Fate, registered
from tessera.learning.errors import CourseStateError
from tessera.learning.models import CheckItem, SelfCheck
from tessera.learning.self_checks.asking import questions_of
from tessera.learning.self_checks.helping import help_for
from tessera.learning.self_checks.writing import Written, save_check
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import block_member
from tests.factories.accounts import PASSWORD, desk_editor, stranger, user
from tests.factories.catalogue import record
from tests.factories.communities import person as account
from tests.factories.people import person
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


def browser(who) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(who)
    return client


@pytest.fixture
def guideline():
    return record("Handbook of welcome desks", "GUI", themes=["SOC"])


@pytest.fixture
def items(guideline):
    rows = [
        Written(None, concept("TH", "HOU").pk, "Do people find a flat?", "A list of landlords."),
        Written(None, concept("TH", "LAN").pk, "Is there interpreting?", ""),
    ]
    return save_check(guideline, rows, language="en", by=desk_editor("writer@example.org"))


def address(of) -> str:
    return f"/en/learn/self-checks/{of.identifier}/"


def test_a_guideline_leads_to_its_self_check(client, guideline):
    page = client.get(guideline.get_absolute_url()).text
    assert "self-checks" not in page
    assert client.get(address(guideline)).status_code == 404
    save_check(guideline, [Written(None, None, "Who greets?", "")], language="en",
               by=desk_editor())  # fmt: skip
    assert address(guideline) in browser(stranger()).get(guideline.get_absolute_url()).text
    assert "Who greets?" in client.get(address(guideline)).text
    assert client.get(address(record("Cafés"))).status_code == 404


def test_without_an_account_it_helps_and_keeps_nothing(client, guideline, items):
    house = record("Finding flats", "PRA", themes=["HOU"])
    answer = client.post(address(guideline), {f"q{items[0].pk}": "0", f"q{items[1].pk}": "3"})
    assert "What helps" not in answer.text  # No button was pressed.
    given = {f"q{items[0].pk}": "0", f"q{items[1].pk}": "3", "act": "keep"}
    page = client.post(address(guideline), given).text
    assert house.identifier in page
    assert "checked><span>Not yet</span>" in page
    assert not SelfCheck.objects.exists()
    nothing = client.post(address(guideline), {"act": "show", f"q{items[0].pk}": "evil"})
    assert nothing.status_code == 422
    assert "Choose at least one answer." in nothing.text
    assert "What helps" not in nothing.text


def test_visitor_signs_in_to_keep_answers_and_gives_them_once(client, guideline, items):
    at = address(guideline)
    given = {f"q{items[0].pk}": "1", "act": "sign-in"}
    assert "Sign in to keep my answers" in client.get(at).text
    assert client.post(at, {"act": "sign-in"}).status_code == 422
    leading = client.post(at, given).url
    assert leading.startswith("/en/account/login/?next=")
    assert at in leading
    learner = user("learner@example.org", second_step=False)
    client.login(username=learner.email, password=PASSWORD)
    page = client.get(at).text
    assert "Here are the answers that you gave before you signed in." in page
    assert 'value="1" checked' in page
    assert not SelfCheck.objects.exists()
    client.post(at, {**given, "act": "keep"})
    assert SelfCheck.objects.get().user == learner
    client.post(at, {"act": "forget"})
    assert 'value="1" checked' not in client.get(at).text


def test_self_checks_stand_where_one_learns(client, guideline):
    assert "Where do you stand?" not in client.get("/en/learn/").text
    save_check(guideline, [Written(None, None, "Who greets?", "")], language="en",
               by=desk_editor())  # fmt: skip
    assert f'href="{address(guideline)}"' in client.get("/en/learn/").text
    assert "Where do you stand?" not in client.get("/en/learn/?kind=CRS").text


def test_machine_translated_questions_say_so(client, guideline, items):
    rows = [Written(each.pk, each.theme_id, "سؤال؟", "") for each in items]
    save_check(guideline, rows, language="ar", by=desk_editor(), status="machine")
    arabic = address(guideline).replace("/en/", "/ar/")
    assert 'class="note note-warn machine"' in client.get(arabic).text
    assert 'class="note note-warn machine"' not in client.get(address(guideline)).text
    save_check(guideline, rows, language="ar", by=desk_editor("other@example.org"))
    assert 'class="note note-warn machine"' not in client.get(arabic).text


def test_answers_are_kept_for_oneself_alone(client, guideline, items):
    learner = user("learner@example.org")
    ours = browser(learner)
    given = {f"q{items[0].pk}": "1", "act": "keep"}
    assert ours.post(address(guideline), given).status_code == 302
    mark = 'value="1" checked'
    assert mark in ours.get(address(guideline)).text
    for other in (client, browser(stranger()), browser(desk_editor())):
        assert mark not in other.get(address(guideline)).text
    entry = next(each for each in registered() if each.model is SelfCheck)
    (row,) = entry.export(learner)
    assert row["answers"] == {str(items[0].pk): "1"}
    assert list(entry.export(stranger_again())) == []
    ours.post(address(guideline), {"act": "forget"})
    assert not SelfCheck.objects.exists()
    ours.post(address(guideline), given)
    entry.erase(learner, Fate.ANONYMIZE)
    assert not SelfCheck.objects.exists()


def stranger_again():
    return account("Somebody")


def test_showing_keeps_nothing(guideline, items):
    ours = browser(user())
    assert ours.post(address(guideline), {f"q{items[0].pk}": "0", "act": "show"}).status_code == 200
    assert not SelfCheck.objects.exists()


def test_what_helps_is_chosen_by_the_themes_of_what_is_missing(guideline, items):
    flats = record("Finding flats", "PRA", themes=["HOU"])
    record("Language cafés", "PRA", themes=["LAN"])
    peer = person("Nuria Salcedo", user=account("Nuria"), themes=["HOU"], willing=["peer"],
                  visibility={"willing": "MEMBERS"})  # fmt: skip
    hidden = person("Hidden", user=account("Hidden"), themes=["HOU"], willing=["peer"],
                    visibility={"themes": "PRIVATE"})  # fmt: skip
    reader = account("Reader")
    answers = {str(items[0].pk): "0", str(items[1].pk): "3"}
    asked = questions_of(guideline, "en", answers)
    found = help_for(asked, guideline, reader)
    assert [each[0] for each in found.themes] == ["HOU"]
    assert [card.identifier for card in found.records] == [flats.identifier]
    assert [seen.name for seen in found.people] == [peer.display_name]
    assert hidden.display_name not in str(found.people)
    # What only members see of a person is no reason for a visitor.
    assert help_for(asked, guideline, AnonymousUser()).people == ()
    block_member(reader, by=peer.user)
    assert help_for(asked, guideline, reader).people == ()
    all_done = questions_of(guideline, "en", dict.fromkeys(answers, "3"))
    assert help_for(all_done, guideline, reader) is None


def test_editors_write_the_questions_in_languages(guideline, items):
    ours = browser(desk_editor())
    at = f"/fr/learn/self-checks/{guideline.identifier}/write/"
    form = {
        "items-TOTAL_FORMS": "3", "items-INITIAL_FORMS": "2",
        "items-0-pk": items[1].pk, "items-0-question": "Y a-t-il des interprètes ?",
        "items-1-pk": items[0].pk, "items-1-question": "Trouve-t-on un logement ?",
        "items-2-question": "Nouvelle question ?",
    }  # fmt: skip
    assert ours.post(at, {**form, "items-1-question": ""}).status_code == 422
    assert ours.post(at, form).status_code == 302
    french = [each.question for each in questions_of(guideline, "fr", {})]
    assert french == ["Y a-t-il des interprètes ?", "Trouve-t-on un logement ?",
                      "Nouvelle question ?"]  # fmt: skip
    assert "Do people find a flat?" in ours.get(address(guideline)).text
    ours.post(at, {**form, "items-0-DELETE": "on"})
    assert CheckItem.objects.filter(pk=items[1].pk).count() == 0


def test_the_stranger_may_not_write(guideline, items):
    row = Written(None, None, "Mine?", "")
    with pytest.raises(NotAllowedError):
        save_check(guideline, [row], language="en", by=stranger())
    path = f"/en/learn/self-checks/{guideline.identifier}/write/"
    assert browser(account("Omar")).get(path).status_code == 403
    assert Client().get(path).status_code == 302
    editor = desk_editor()
    other = record("Another handbook", "GUI")
    for rows, of in (
        ([Written(items[0].pk, None, "Stolen?", "")], other),
        ([row] * 41, guideline),
        ([row], record("Cafés")),
    ):
        with pytest.raises(CourseStateError):
            save_check(of, rows, language="en", by=editor)
