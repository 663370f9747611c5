"""The issues paper: written with facts that cite records, sent out, read, commented on, printed."""

import io
from datetime import timedelta

import docx
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from tessera.accounts.actors import SYSTEM
from tessera.lib.errors import NotAllowedError
from tessera.meetings import papers
from tessera.meetings.errors import SessionStateError
from tessera.meetings.mails import REGISTRATION, tell_registrant
from tessera.meetings.models import PaperComment, PaperReading, Session
from tessera.meetings.paper_mails import COMMENTS, ring_paper_clocks
from tessera.notifications.models import Mail
from tessera.notifications.writing import write_mail
from tests.factories.accounts import desk_editor, stranger
from tests.factories.catalogue import draft_record, record
from tests.factories.meetings import draft_session, enter, registration, seated, session
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
WORDS = {"language": "en", "authors": "Nuria Salcedo", "summary": "Eleven cities accept a test.",
         "background": "First.\n\nSecond.", "questions": "Who insures?\nWho pays?",
         "options": "Share", "days_before": 7}  # fmt: skip


def written(there, **words):
    cited = record("Trades passport")
    return papers.write_paper(
        there, words=WORDS | words, facts=[("Nine cities do.", cited)], by=SYSTEM
    )


def test_organizer_writes_and_sends_and_sees_who_has_read(client):
    there = session(attribution_rule=concept("AR", "PUB"))
    amina, nuria = registration(there), seated(there, "PAN", "Jo Park")
    registration(there, "Waits", state="waiting")
    cited, hidden = record("Trades passport"), draft_record("Not public")
    organizer = Client(headers={"accept-language": "en"})
    organizer.force_login(desk_editor())
    page = f"/en/sessions/{there.identifier}/paper/write/"
    form = {**WORDS, "comments_until": "2030-05-01", "facts-TOTAL_FORMS": "2",
            "facts-INITIAL_FORMS": "0", "facts-0-text": "Nine cities do.",
            "facts-0-record": f"https://example.org/en/records/{cited.identifier}/x/"}  # fmt: skip
    for fault in (
        {"facts-0-record": ""}, {"facts-0-record": hidden.identifier}, {"facts-0-text": ""},
        {"summary": ""}, {"facts-1-record": "nothing"},
    ):  # fmt: skip
        refused = organizer.post(page, form | fault)
        assert (fault, refused.status_code, refused.text.count('class="err"')) == (fault, 422, 1)
        assert "Who insures?" in refused.text
    assert client.get(f"/en/sessions/{there.identifier}/paper/").status_code == 404
    organizer.post(page, form)
    assert client.get(f"/en/sessions/{there.identifier}/paper/").status_code == 404
    assert "Nine cities do." in organizer.get(page).text
    organizer.post(page, form | {"do": "circulate"})
    told = Mail.objects.filter(kind="meetings.paper").values_list("address", flat=True)
    assert set(told) == {amina.email, nuria.email}
    organizer.post(page, form | {"do": "circulate"})
    assert there.issues_paper.versions.count() == 1

    address = f"/en/sessions/{there.identifier}/paper/"
    assert "Nine cities do." in client.get(address).text
    assert not PaperReading.objects.exists()
    enter(client, amina)
    assert address in client.get(f"/en/sessions/{there.identifier}/mine/").text
    shown = client.get(address).text
    assert f"/id/{cited.identifier}" in shown
    assert PaperReading.objects.get().key == f"r{amina.pk}"
    assert client.post(address, {"paragraph": "facts-1", "text": ""}).status_code == 422
    said = client.post(address, {"paragraph": "facts-1", "text": "In ten, by now."})
    assert said.url == f"{address}#facts-1"
    assert "Amina Diallo" in client.get(address).text
    assert client.post(address, {"remove": PaperComment.objects.get().pk}).status_code == 403
    organizer.post(address, {"remove": PaperComment.objects.get().pk})
    assert not PaperComment.objects.exists()
    assert "not yet" in organizer.get(page).text
    assert address in client.get(there.get_absolute_url()).text

    pdf = client.get(f"/ar/sessions/{there.identifier}/paper.pdf").content
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Nine cities do." in reader.pages[0].extract_text()
    word = docx.Document(
        io.BytesIO(client.get(f"/en/sessions/{there.identifier}/paper.docx").content)
    )
    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}
    assert (styles["What is known"], styles["Who pays?"]) == ("Heading 1", "List Number")


def test_comments_keep_no_name_where_the_rule_is_not_public_and_end_in_time(client):
    there = session(attribution_rule=concept("AR", "CHR"))
    today = timezone.localdate(timezone=there.zone)
    version = papers.circulate_paper(written(there, comments_until=today), by=SYSTEM)
    enter(client, registration(there, stakeholder=concept("SH", "MAY")))
    address = f"/en/sessions/{there.identifier}/paper/"
    client.post(address, {"paragraph": "summary", "text": "Twelve."})
    assert PaperComment.objects.get().name == ""
    assert "Amina" not in client.get(address).text.partition("<article")[2]
    assert "no such paragraph" in client.post(address, {"paragraph": "x", "text": "y"}).text
    version.paper.comments_until = today - timedelta(days=1)
    version.paper.save()
    client.post(address, {"paragraph": "summary", "text": "Too late."})
    assert PaperComment.objects.count() == 1


def test_the_stranger_may_neither_write_nor_send_nor_comment(client):
    there, nobody = session(), stranger()
    paper = written(there, comments_until=timezone.localdate() + timedelta(days=1))
    version = papers.circulate_paper(paper, by=SYSTEM)
    comment = PaperComment.objects.create(version=version, paragraph="summary", key="r1", text="x")
    for action in (
        lambda: papers.write_paper(there, words=WORDS, facts=[], by=nobody),
        lambda: papers.circulate_paper(paper, by=nobody),
        lambda: papers.remove_comment(comment, by=nobody),
        lambda: papers.comment_on_paper(version, paragraph="summary", text="x", by=None),
    ):
        with pytest.raises(NotAllowedError):
            action()
    client.force_login(nobody)
    assert client.get(f"/en/sessions/{there.identifier}/paper/write/").status_code == 403


def test_no_paper_goes_out_for_drafts_and_cancelled_sessions():
    draft = written(draft_session())
    gone = written(session(cancelled_at=timezone.now()))
    for paper in (draft, gone):
        with pytest.raises(SessionStateError):
            papers.circulate_paper(paper, by=SYSTEM)
    assert Session.objects.count() == 2


def test_record_is_found_by_words_of_its_title_and_picked(client):
    there = draft_session()
    cited = record("Trades passport")
    record("Another matter")
    draft_record("Trades passport, not public")
    client.force_login(desk_editor())
    page = f"/en/sessions/{there.identifier}/paper/write/"
    form = {**WORDS, "facts-TOTAL_FORMS": "1", "facts-INITIAL_FORMS": "0",
            "facts-0-text": "Nine cities do.", "facts-0-record": "PASSPORT trades"}  # fmt: skip
    asked = client.post(page, form)
    assert (asked.status_code, asked.text.count('type="radio"')) == (422, 1)
    assert f'value="{cited.identifier}"' in asked.text
    assert 'value="PASSPORT trades"' in asked.text
    assert "No public record" not in asked.text
    unknown = client.post(page, form | {"facts-0-record": "no such words"})
    assert (unknown.status_code, unknown.text.count('type="radio"')) == (422, 0)
    assert "No public record" in unknown.text
    forged = client.post(page, form | {"facts-0-picked": "no record at all"})
    assert forged.status_code == 422
    assert not Session.objects.filter(issues_paper__isnull=False).exists()
    client.post(page, form | {"facts-0-picked": cited.identifier})
    kept = there.issues_paper.facts.get()
    assert (kept.text, kept.record.pk) == ("Nine cities do.", cited.pk)


def test_records_offered_are_few_at_the_same_cost(client):
    there = draft_session()
    client.force_login(desk_editor())
    form = {**WORDS, "facts-TOTAL_FORMS": "1", "facts-INITIAL_FORMS": "0",
            "facts-0-text": "Nine cities do.", "facts-0-record": "passport"}  # fmt: skip
    costs = []
    client.post(f"/en/sessions/{there.identifier}/paper/write/", form)
    for number in (1, 8):
        for each in range(number):
            record(f"Trades passport {number} {each}")
        with CaptureQueriesContext(connection) as asked:
            shown = client.post(f"/en/sessions/{there.identifier}/paper/write/", form)
        costs.append((len(asked), shown.text.count('type="radio"')))
    assert costs[0][0] == costs[1][0]
    assert [offered for _cost, offered in costs] == [1, 6]


def test_sender_is_told_of_comments_once_a_day_in_the_own_language_with_a_way_that_opens(client):
    there, sender = session(attribution_rule=concept("AR", "PUB")), desk_editor()
    sender.language = "fr"
    sender.save()
    paper = written(there, comments_until=timezone.localdate() + timedelta(days=3))
    version = papers.circulate_paper(paper, by=sender)
    enter(client, registration(there))
    address = f"/en/sessions/{there.identifier}/paper/"

    def ring(**after):
        ring_paper_clocks(timezone.now() + timedelta(**after))
        return Mail.objects.filter(kind="meetings.comments").order_by("pk")

    assert not ring()
    client.post(address, {"paragraph": "summary", "text": "Twelve."})
    client.post(address, {"paragraph": "facts-1", "text": "Ten, by now."})
    told = ring().get()
    assert (told.user, told.context["comments"], told.context["version"]) == (sender, 2, 1)
    body = write_mail(
        COMMENTS, address=told.address, language=told.language, context=told.context
    ).body
    assert "2 nouveaux commentaires" in body
    assert "Ten, by now." not in body
    assert client.get(told.context["path"]).status_code == 200
    PaperComment.objects.create(
        version=version, paragraph="summary", key=f"u{sender.pk}", text="Thanks."
    )
    client.post(address, {"paragraph": "summary", "text": "Thirteen."})
    assert ring(hours=2).count() == 1
    assert ring(hours=25).last().context["comments"] == 1
    assert ring(hours=60).count() == 2


def test_nobody_is_told_of_comments_when_the_sender_has_gone(client):
    there, sender = session(), desk_editor()
    paper = written(there, comments_until=timezone.localdate() + timedelta(days=3))
    version = papers.circulate_paper(paper, by=sender)
    PaperComment.objects.create(version=version, paragraph="summary", key="r1", text="x")
    sender.is_active = False
    sender.save()
    ring_paper_clocks(timezone.now() + timedelta(hours=1))
    assert not Mail.objects.filter(kind="meetings.comments").exists()


def test_earlier_version_stays_readable_with_its_comments_and_takes_no_more(client):
    there = session(attribution_rule=concept("AR", "PUB"))
    until = timezone.localdate() + timedelta(days=3)
    papers.circulate_paper(written(there, comments_until=until), by=SYSTEM)
    enter(client, registration(there))
    address = f"/en/sessions/{there.identifier}/paper/"
    client.post(address, {"paragraph": "summary", "text": "Twelve of them."})
    again = written(there, comments_until=until, summary="Twelve cities accept a test.")
    papers.circulate_paper(again, by=SYSTEM)
    last = client.get(address).text
    assert "Twelve cities accept" in last
    assert "Twelve of them." not in last
    assert "?version=1" in last
    first = client.get(f"{address}?version=1").text
    assert "Eleven cities accept" in first
    assert "Twelve of them." in first
    assert "This is an earlier version." in first
    assert "Comment on this paragraph" in last
    assert "Comment on this paragraph" not in first
    client.post(f"{address}?version=1", {"paragraph": "summary", "text": "Late."})
    assert PaperComment.objects.count() == 1
    pdf = client.get(f"/en/sessions/{there.identifier}/paper.pdf?version=1").content
    assert "Eleven cities" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    for wrong in ("0", "9", "x", "٣", "1" * 5000):
        assert client.get(address, {"version": wrong}).status_code == 404


def test_paragraphs_are_told_apart_as_a_browser_sends_them(client):
    there = session()
    client.force_login(desk_editor())
    form = {**WORDS, "background": "First.\r\n\r\nSecond,\r\nstill.\r\n \r\nThird.",
            "facts-TOTAL_FORMS": "0", "facts-INITIAL_FORMS": "0"}  # fmt: skip
    client.post(f"/en/sessions/{there.identifier}/paper/write/", form | {"do": "circulate"})
    content = there.issues_paper.versions.get().content
    assert content["background"] == ["First.", "Second,\r\nstill.", "Third."]
    word = docx.Document(
        io.BytesIO(client.get(f"/en/sessions/{there.identifier}/paper.docx").content)
    )
    told = [paragraph.text for paragraph in word.paragraphs]
    assert {"First.", "Second,\nstill.", "Third.", "In brief", "Who pays, and when?"} <= set(told)


def test_word_file_says_languages_and_leads_to_records(client):
    there = session()
    paper = written(there)
    papers.circulate_paper(paper, by=SYSTEM)
    file = io.BytesIO(client.get(f"/ar/sessions/{there.identifier}/paper.docx").content)
    word = docx.Document(file)
    tags = {
        paragraph.text: paragraph._p.xpath("string(.//w:lang/@w:val)")
        for paragraph in word.paragraphs
    }
    assert (tags["Nine cities do."], tags["ما هو معروف"]) == ("en", "ar")
    cited = paper.facts.get().record.identifier
    targets = [each.target_ref for each in word.part.rels.values() if each.is_external]
    assert [target.rpartition("/")[2] for target in targets] == [cited]
    assert round(word.sections[0].page_width.mm) == 210
    assert word.core_properties.comments == ""


def test_questions_are_numbered_on_the_page_and_records_named_on_paper(client):
    there = session()
    paper = written(there)
    papers.circulate_paper(paper, by=SYSTEM)
    page = client.get(f"/en/sessions/{there.identifier}/paper/").text
    assert "2. Who pays?" in page
    assert "• Share" in page
    assert "Who pays, and when?" in page
    for language in ("en", "ar"):
        pdf = client.get(f"/{language}/sessions/{there.identifier}/paper.pdf").content
        words = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
        assert paper.facts.get().record.identifier in words


@pytest.mark.parametrize(
    ("kind", "heading"), [("PAN", "Questions for the panel"), ("WRI", "Questions to discuss")]
)
def test_paper_speaks_of_a_panel_only_where_there_is_one(client, kind, heading):
    there = session()
    Session.objects.update(format=concept("SF", kind))
    papers.circulate_paper(written(there), by=SYSTEM)
    assert heading in client.get(f"/en/sessions/{there.identifier}/paper/").text
    pdf = client.get(f"/en/sessions/{there.identifier}/paper.pdf").content
    assert heading in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    client.force_login(desk_editor())
    assert heading in client.get(f"/en/sessions/{there.identifier}/paper/write/").text


def test_organizer_sees_in_the_list_which_papers_must_go_out(client):
    now = timezone.now()
    late = session("Late", begins=(now + timedelta(days=3)).strftime("%Y-%m-%dT12:00"))
    written(late)
    client.force_login(desk_editor())
    page = "/en/sessions/organize/"
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        assert "The paper should have gone out by" in client.get(page).text
    for title in ("Soon", "Also soon"):
        written(session(title))
    gone = session("Gone out")
    papers.circulate_paper(written(gone), by=SYSTEM)
    written(session("Over", begins="2020-05-06T15:00"))
    with CaptureQueriesContext(connection) as several:
        shown = client.get(page).text
    assert shown.count("The paper must go out by") == 2
    assert shown.count("The paper should have gone out by") == 1
    assert len(one) == len(several)


def test_mail_of_a_place_tells_of_the_paper_that_is_out_and_of_the_venue():
    there = session(venue="City Hall, room 4")
    late = registration(there)

    def body():
        with transaction.atomic():
            tell_registrant(late, "seated")
        told = Mail.objects.filter(kind="meetings.registration").latest("pk")
        return write_mail(
            REGISTRATION, address=told.address, language="en", context=told.context
        ).body

    assert "City Hall, room 4" in body()
    assert "issues paper is out" not in body()
    papers.circulate_paper(written(there), by=SYSTEM)
    assert "issues paper is out" in body()
