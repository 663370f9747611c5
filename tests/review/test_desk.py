"""The desk: what editors see and do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import RecordLink
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import make_token
from tessera.notifications.delivery import deliver_mails
from tessera.review.actions.desk import (
    appeal_decision,
    claim_submission,
    decide_appeal,
    decline_submission,
    hand_over_submission,
    list_submission,
    return_submission,
    take_back_decision,
)
from tessera.review.actions.desk_batches import act_on_many, undo_batch
from tessera.review.actions.submissions import send_message
from tessera.review.desk_checks import findings_of
from tessera.review.desk_reasons import DECLINING, RETURNING
from tessera.review.desk_texts import personal_data, promotional_words
from tessera.review.errors import ReviewError, SubmissionStateError, UncheckedError
from tessera.review.mails import OPEN
from tessera.review.models import Appeal, Submission
from tests.factories import accounts
from tests.factories import reviewing as make
from tests.factories.review import author, submission

pytestmark = pytest.mark.django_db
State = Submission.State


@pytest.fixture
def editor():
    return accounts.desk_editor()


@pytest.fixture
def desk(editor) -> Client:
    """An editor's browser."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(editor)
    return client


def codes(one: Submission) -> dict[str, str]:
    return {each.code: each.weight for each in findings_of(one)}


# Who may


def test_stranger_may_do_nothing_at_the_desk():
    stranger, one = accounts.stranger(), make.complete()
    for action in (
        lambda: claim_submission(one, by=stranger),
        lambda: hand_over_submission(one, to=None, by=stranger),
        lambda: list_submission(one, by=stranger),
        lambda: return_submission(one, by=stranger, code="unclear"),
        lambda: decline_submission(one, by=stranger, code="scope"),
        lambda: take_back_decision(one, by=stranger),
        lambda: act_on_many([one], verb="claim", by=stranger),
        lambda: appeal_decision(one, by=stranger, text="No."),
    ):
        with pytest.raises(NotAllowedError):
            action()


def test_editor_does_not_decide_about_their_own(editor):
    own = submission(by=editor, **make.COMPLETE)
    with pytest.raises(NotAllowedError):
        list_submission(own, by=editor)


def test_stranger_may_not_undo_what_somebody_else_did(editor):
    batch = act_on_many([make.complete()], verb="claim", by=editor)
    with pytest.raises(NotAllowedError):
        undo_batch(batch, by=accounts.stranger())
    with pytest.raises(NotAllowedError):
        undo_batch(batch, by=accounts.desk_editor("other@example.org"))


def test_pages_of_the_desk_are_closed_to_strangers(client, desk):
    one = make.complete()
    address = reverse("desk_submission", args=[one.identifier])
    assert client.get(address).status_code == 302
    assert client.get(reverse("desk")).status_code == 302
    client.force_login(accounts.stranger())
    for path in (address, f"{address}record/", reverse("roster"), reverse("interests_register")):
        assert (path, client.get(path).status_code) == (path, 403)
    for path in (f"{address}claim/", f"{address}hand-over/", reverse("desk_many"), address):
        assert (path, client.post(path, {"do": "list"}).status_code) == (path, 403)
    seen = client.get(reverse("desk"))
    assert seen.status_code == 200
    assert "Language cafés" not in seen.text
    assert "Language cafés" in desk.get(reverse("desk")).text


def test_draft_is_not_at_the_desk(desk):
    from tests.factories.review import draft

    one = draft()
    assert desk.get(reverse("desk_submission", args=[one.identifier])).status_code == 404


# Deciding


def test_listing_publishes_the_newest_draft_in_the_lane_listed(editor):
    one = make.complete()
    edited = one.record.specific.get_latest_revision_as_object()
    text = edited.texts.all()[0]
    text.title = "Edited cafés"
    edited.texts = [text]
    edited.save_revision()
    done = list_submission(one, by=editor)
    done.record.refresh_from_db()
    assert (done.state, done.record.live, done.record.lane) == (State.LISTED, True, "listed")
    assert done.record.texts.get().title == "Edited cafés"


def test_what_is_missing_forbids_listing(editor):
    with pytest.raises(UncheckedError, match="themes, licence"):
        list_submission(submission(), by=editor, is_confirmed=True)


def test_marked_passages_must_be_looked_at(editor):
    one = make.complete(what_is_done="Call Amina (34) at +90 532 555 44 33.")
    with pytest.raises(UncheckedError, match="Look at the marked passages"):
        list_submission(one, by=editor)
    assert list_submission(one, by=editor, is_confirmed=True).state == State.LISTED


def test_returning_and_declining_need_a_reason_of_their_own(editor):
    one = make.complete()
    for code in ("", "scope", "forged"):
        with pytest.raises(ReviewError, match="Choose a reason"):
            return_submission(one, by=editor, code=code)
    with pytest.raises(ReviewError, match="Choose a reason"):
        decline_submission(one, by=editor, code="unclear")


def test_author_reads_the_reason_in_their_own_language(editor):
    one = make.complete()
    Submission.objects.filter(pk=one.pk).update(language="ar")
    one.refresh_from_db()
    returned = return_submission(one, by=editor, code="unclear", note="See step 2.")
    reason = returned.events.last().reason
    assert reason.startswith("لن يفهم هذا")
    assert reason.endswith("See step 2.")
    assert returned.desk_decisions.get().code == "unclear"


def test_every_reason_is_told_in_seven_languages():
    from django.conf import settings
    from django.utils.translation import override

    for reason in (*RETURNING, *DECLINING):
        told = set()
        for language, _name in settings.LANGUAGES:
            with override(language):
                told.add(str(reason.sentence))
        assert len(told) == 7, reason.code


def test_decision_is_taken_back(editor):
    declined = decline_submission(make.complete(), by=editor, code="scope")
    assert take_back_decision(declined, by=editor).state == State.SCREENING


def test_what_somebody_has_is_not_taken(editor):
    one = claim_submission(make.complete(), by=editor)
    with pytest.raises(SubmissionStateError, match="Somebody else"):
        claim_submission(one, by=accounts.desk_editor("other@example.org"))
    with pytest.raises(ReviewError, match="may not decide"):
        hand_over_submission(one, to=accounts.stranger(), by=editor)


# Appeals


def test_appeal_is_decided_by_somebody_not_involved(editor):
    declined = decline_submission(make.complete(), by=editor, code="scope")
    appeal = appeal_decision(declined, by=author(), text="It is about integration.")
    with pytest.raises(NotAllowedError):
        decide_appeal(appeal, by=editor, is_upheld=False, note="No.")
    with pytest.raises(NotAllowedError):
        decide_appeal(appeal, by=accounts.stranger(), is_upheld=True, note="Yes.")
    other = accounts.desk_editor("other@example.org")
    assert decide_appeal(appeal, by=other, is_upheld=True, note="Yes.").outcome == "upheld"
    declined.refresh_from_db()
    assert (declined.state, declined.editor) == (State.SCREENING, other)


def test_one_appeal_within_thirty_days(editor):
    declined = decline_submission(make.complete(), by=editor, code="scope")
    late = timezone.now() - timedelta(days=31)
    Submission.objects.filter(pk=declined.pk).update(state_since=late)
    with pytest.raises(SubmissionStateError, match="30 days"):
        appeal_decision(declined, by=author(), text="But.")
    Submission.objects.filter(pk=declined.pk).update(state_since=timezone.now())
    appeal_decision(declined, by=author(), text="But.")
    with pytest.raises(SubmissionStateError, match="One appeal"):
        appeal_decision(declined, by=author(), text="But.")


# Checks


def test_the_status_that_is_missing_is_that_of_the_practice():
    (missing,) = [each for each in findings_of(make.complete(status="")) if each.code == "missing"]
    assert missing.sentence == "Still missing: status."


def test_complete_practice_has_nothing_against_it():
    assert codes(make.complete()) == {"first": "hint", "unchecked-link": "hint"}


def test_same_source_is_a_likely_duplicate():
    make.listed()
    assert codes(make.complete(title="Another name"))["duplicate"] == "confirm"


def test_dead_link_must_be_looked_at():
    one = make.complete()
    record = one.record.specific
    record.links = [RecordLink(url="https://example.org/a", state="dead")]
    record.save()
    record.save_revision()
    assert codes(one)["dead-link"] == "confirm"


@pytest.mark.parametrize(
    "text",
    ["Write to amina.k@example.org", "Call +90 532 555 44 33", "Born on 3 May 1990",
     "Passport no. U1234567", "Amina Kaya (34) came"],
)  # fmt: skip
def test_personal_data_is_found(text):
    assert len(personal_data(text)) == 1


@pytest.mark.parametrize(
    "text", ["Write to info@example.org", "In 2019-2021, 1,900 households (12 per cent)"]
)
def test_office_and_figures_are_no_personal_data(text):
    assert personal_data(text) == []


@pytest.mark.parametrize("text", ["A world-class unique opportunity", "Уникальная возможность"])
def test_advertising_is_found(text):
    assert promotional_words(text)


def test_the_page_hands_over_to_the_editor_chosen(desk, editor):
    one, other = make.complete(), accounts.desk_editor("other@example.org")
    claim_submission(one, by=editor)
    address = reverse("desk_hand_over", args=[one.identifier])

    answer = desk.post(address, {"hand-to": other.pk, "hand-message": "Yours."}, follow=True)

    one.refresh_from_db()
    assert ("Handed over." in answer.text, one.editor) == (True, other)


def test_many_are_given_to_the_editor_chosen(desk):
    one, other = make.complete(), accounts.desk_editor("other@example.org")
    typed = {"chosen": [one.identifier], "many-verb": "assign", "many-to": other.pk}

    desk.post(reverse("desk_many"), {**typed, "do": "confirm"})

    one.refresh_from_db()
    assert one.editor == other


def test_list_marks_what_an_author_wrote_until_an_editor_answers(desk, editor):
    one = make.complete()
    assert "The author wrote" not in desk.get(reverse("desk")).text
    send_message(one, text="May I add a photograph?", by=author())
    assert "The author wrote" in desk.get(reverse("desk")).text
    send_message(one, text="You may.", by=editor)
    assert "The author wrote" not in desk.get(reverse("desk")).text


def test_author_and_editor_write_to_each_other(desk, editor, mailoutbox):
    one = make.complete()
    claim_submission(one, by=editor)
    writer = Client(headers={"accept-language": "en"})
    writer.force_login(author())
    writer.post(
        reverse("my_contribution", args=[one.identifier]), {"do": "message", "text": "Why?"}
    )
    page = reverse("desk_submission", args=[one.identifier])

    assert "<p>Why?</p>" in desk.get(page).text
    desk.post(page, {"do": "message", "text": "Because."})

    assert "<p>Because.</p>" in writer.get(reverse("my_contribution", args=[one.identifier])).text
    deliver_mails()
    sent = [(each.to, each.body) for each in mailoutbox if "wrote to you" in each.subject]
    assert [to for to, _body in sent] == [[editor.email], [author().email]]
    assert "Why?" in sent[0][1]
    assert page in sent[0][1]
    assert editor.email not in sent[1][1]


def test_why_it_came_back_stands_where_the_author_looks_first(desk, editor):
    one = return_submission(make.complete(), by=editor, code="unclear", note="Which street?")
    client = Client(headers={"accept-language": "en"})
    client.force_login(author())

    page = client.get(reverse("my_contribution", args=[one.identifier])).text

    assert page.index("Which street?") < page.index('id="talk"')


# Many at once


def test_many_are_declined_and_put_back(editor):
    ones = [make.complete(title=f"Cafés {number}") for number in range(3)]
    batch = act_on_many(ones, verb="decline", by=editor, code="scope")
    assert set(Submission.objects.values_list("state", flat=True)) == {State.DECLINED}
    assert undo_batch(batch, by=editor) == 3
    assert set(Submission.objects.values_list("state", "editor")) == {(State.SCREENING, None)}
    with pytest.raises(SubmissionStateError):
        undo_batch(batch, by=editor)


def test_bulk_shows_a_preview_before_anything_changes(desk):
    ones = [make.complete(title=f"Cafés {number}") for number in range(2)]
    listed = make.listed(title="Listed", source_url="https://example.org/other")
    typed = {
        "chosen": [each.identifier for each in (*ones, listed)],
        "many-verb": "return", "many-code": "unclear",
    }  # fmt: skip
    seen = desk.post(reverse("desk_many"), typed)
    assert "2 contributions will change" in seen.text
    assert "not in screening" in seen.text
    assert not Submission.objects.filter(state=State.RETURNED).exists()
    done = desk.post(reverse("desk_many"), {**typed, "do": "confirm"}, follow=True)
    assert "2 contributions were changed" in done.text
    assert Submission.objects.filter(state=State.RETURNED).count() == 2


def test_bulk_asks_for_what_it_needs_before_it_says_that_it_is_missing(desk):
    typed = {"chosen": [make.complete().identifier], "many-verb": "assign"}
    answer = desk.post(reverse("desk_many"), typed)
    assert answer.status_code == 200
    assert "Choose who shall take this on" not in answer.text
    answer = desk.post(reverse("desk_many"), {**typed, "do": "confirm"})
    assert answer.status_code == 422
    assert "Choose who shall take this on" in answer.text


def test_bulk_without_a_reason_says_so(desk):
    typed = {"chosen": [make.complete().identifier], "many-verb": "decline", "do": "confirm"}
    answer = desk.post(reverse("desk_many"), typed)
    assert answer.status_code == 422
    assert "Choose a reason" in answer.text


# The list


def test_list_is_filtered(desk):
    make.complete(title="In French", themes=["HOU"], places=["FR"])
    Submission.objects.update(language="fr", submitted_at=timezone.now() - timedelta(days=11))
    make.complete(title="In English", source_url="https://example.org/2")
    for query in ("theme=HOU", "country=FR", "language=fr", "age=10"):
        text = desk.get(f"/en/desk/?{query}").text
        assert "In French" in text, query
        assert "In English" not in text, query


def test_forged_filters_are_left_out(desk):
    make.complete()
    for query in ("theme=XX", "country=%00", "page=999", "queue=x", "age=x", "kind='", "page=-1"):
        assert desk.get(f"/en/desk/?{query}").status_code == 200


def test_overdue_is_said(desk):
    make.complete()
    Submission.objects.update(due_at=timezone.now() - timedelta(days=2))
    assert "Overdue by 2 days" in desk.get("/en/desk/").text


def test_desk_costs_the_same_with_1_3_and_20_contributions(desk):
    counted = []
    for total in (1, 3, 20):
        for number in range(Submission.objects.count(), total):
            make.complete(title=f"Cafés {number}", places=["FR"], themes=["HOU"])
        desk.get("/en/desk/")
        with CaptureQueriesContext(connection) as asked:
            desk.get("/en/desk/")
        counted.append(len(asked))
    assert counted[0] == counted[1] == counted[2]
    assert counted[0] <= 22


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh-hans", "tr"])
def test_pages_speak_every_language(desk, language):
    one = make.complete()
    listed = make.listed(title="Listed", source_url="https://example.org/other")
    make.round_of(listed)
    make.team()
    for path in (
        f"/{language}/desk/", f"/{language}/desk/{one.identifier}/",
        f"/{language}/desk/{listed.identifier}/review/", f"/{language}/desk/roster/",
        f"/{language}/reviewing/", f"/{language}/reviewing/apply/",
    ):  # fmt: skip
        assert (path, desk.get(path).status_code) == (path, 200)


def test_editor_lists_from_the_page(desk):
    one = make.complete()
    address = reverse("desk_submission", args=[one.identifier])
    assert "The first contribution of this author" in desk.get(address).text
    assert "Language cafés" in desk.get(f"{address}record/").text
    desk.post(address, {"do": "list", "note": "Thank you."})
    one.refresh_from_db()
    assert one.state == State.LISTED
    assert one.editor is not None


def test_wrong_decision_keeps_what_was_typed(desk):
    one = make.complete()
    address = reverse("desk_submission", args=[one.identifier])
    answer = desk.post(address, {"do": "decline", "note": "A long note."})
    assert answer.status_code == 422
    assert "A long note." in answer.text
    assert "Choose a reason" in answer.text


def test_author_appeals_on_a_page(client, editor):
    one = decline_submission(make.complete(), by=editor, code="scope")
    address = reverse("contribution_appeal", args=[one.identifier])
    client.force_login(accounts.stranger())
    assert client.get(address).status_code == 404
    client.force_login(author())
    assert client.post(address, {"text": ""}).status_code == 422
    client.post(address, {"text": "It is."})
    assert Appeal.objects.get().text == "It is."
    assert "to be decided" in client.get(address).text


def test_author_without_account_appeals_with_the_mailed_link(client, editor):
    one = decline_submission(make.complete(), by=editor, code="scope")
    Submission.objects.filter(pk=one.pk).update(author=None, author_email="ana@example.org")
    address = reverse("contribution_appeal", args=[one.identifier])
    assert client.get(address).status_code == 404
    link = reverse("contribution_link", args=[make_token(OPEN, one.identifier)])
    client.post(link, follow=True)
    assert address in client.get(reverse("my_contribution", args=[one.identifier])).text
    client.post(address, {"text": "It is within the scope."})
    assert Appeal.objects.get().text == "It is within the scope."


def test_looking_at_a_contribution_writes_nothing(desk):
    one = make.complete()
    address = reverse("desk_submission", args=[one.identifier])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        desk.get(address)
    written = [each["sql"] for each in queries if "review_deskcheck" in each["sql"]]
    assert written
    assert all(sql.startswith("SELECT") for sql in written)


def test_list_shows_from_the_start_what_the_checks_found(desk):
    make.complete(source_url="https://example.org/same")
    make.complete(source_url="https://example.org/same")
    assert "May be here already" in desk.get(reverse("desk")).text


def test_system_lists_too():
    assert list_submission(make.complete(), by=SYSTEM).state == State.LISTED
