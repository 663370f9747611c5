"""A cohort takes a course together; its facilitator sees who is stuck, and nothing private."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tessera.learning import cohorts
from tessera.learning.models import Cohort, Enrolment, UnitDone, Writing
from tessera.lib.errors import NotAllowedError
from tessera.notifications.models import Mail
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.learning import course, draft_course

pytestmark = pytest.mark.django_db


def test_cohort_is_opened_joined_watched_and_written_to(client):
    made, teacher = course(), desk_editor()
    client.force_login(teacher)
    form = {"course": made.pk, "name": "Spring", "starts_on": "2027-03-01", "ends_on": "2027-02-01"}
    refused = client.post("/en/learn/cohorts/", form)
    assert refused.status_code == 422
    assert 'id="id_ends_on_error"' in refused.text
    cockpit = client.post("/en/learn/cohorts/", form | {"ends_on": "2027-05-01"}).url
    cohort = Cohort.objects.get()
    joining = f"/en/learn/cohorts/join/{cohort.token}/"
    assert joining in client.get(cockpit).text

    learner = user("learner@example.org", first_name="Amina", last_name="Diallo")
    assert "/account/login/" in client_of_nobody().get(joining).url
    client.force_login(learner)
    assert "Nobody but you sees your notes" in client.get(joining).text
    client.post(joining)
    enrolment = Enrolment.objects.get()
    unit = made.modules.get().units.first()
    UnitDone.objects.create(enrolment=enrolment, unit=unit)
    Writing.objects.create(enrolment=enrolment, unit=unit, kind="note", text="Very private")
    Enrolment.objects.update(seen_at=timezone.now() - timedelta(days=8))
    assert client.get(cockpit).status_code == 403

    client.force_login(teacher)
    page = client.get(cockpit).text
    assert "Amina Diallo" in page
    assert "1 / 3" in page
    assert "Stuck" in page
    assert "Unit think" in page  # Where it goes on.
    assert "Very private" not in page
    assert "learner@example.org" not in page
    assert client.post(cockpit, {"subject": "Monday"}).status_code == 422
    words = {"to": "all", "subject": "Monday", "text": "We meet <b>at ten</b>."}
    assert client.post(cockpit, words).status_code == 302
    mail = Mail.objects.get()
    assert mail.context["text"] == "We meet <b>at ten</b>."
    for _number in range(2):
        client.post(cockpit, words)
    refused = client.post(cockpit, words)
    assert refused.status_code == 422
    assert "Three messages a day" in refused.text
    assert "We meet &lt;b&gt;at ten&lt;/b&gt;." in refused.text  # What was typed is still there.

    client.force_login(learner)
    client.post(joining, {"do": "leave"})
    assert Enrolment.objects.get().cohort is None
    client.force_login(teacher)
    assert "Amina" not in client.get(cockpit).text


def client_of_nobody():
    from django.test import Client

    return Client()


def test_stranger_may_not_open_watch_or_write(client):
    teacher, other = desk_editor(), stranger()
    day = date(2027, 3, 1)
    with pytest.raises(NotAllowedError):
        cohorts.open_cohort(course(), name="x", starts_on=day, ends_on=day, by=other)
    with pytest.raises(NotAllowedError):
        cohorts.open_cohort(draft_course(), name="x", starts_on=day, ends_on=day, by=teacher)
    made = cohorts.open_cohort(course(), name="x", starts_on=day, ends_on=day, by=teacher)
    enrolment = cohorts.join_cohort(made, language="en", by=teacher)
    for act in (
        lambda: cohorts.write_to_cohort(made, subject="x", text="x", by=other),
        lambda: cohorts.leave_cohort(enrolment, by=other),
    ):
        with pytest.raises(NotAllowedError):
            act()
    client.force_login(other)
    for address in ("/en/learn/cohorts/", made.get_absolute_url()):
        assert client.get(address).status_code == 403
        assert client.post(address, {"subject": "x", "text": "x"}).status_code == 403
    assert client.get("/en/learn/cohorts/join/guessed/").status_code == 404


def test_nobody_joins_a_cohort_that_is_over(client):
    day = timezone.localdate()
    made = cohorts.open_cohort(
        course(), name="Last", starts_on=day - timedelta(9), ends_on=day, by=desk_editor()
    )
    joining = f"/en/learn/cohorts/join/{made.token}/"
    client.force_login(stranger())
    assert "Join the cohort" in client.get(joining).text
    Cohort.objects.update(ends_on=day - timedelta(1))
    page = client.get(joining).text
    assert "This cohort is over." in page
    assert "Join the cohort" not in page
    assert "This cohort is over." in client.post(joining, follow=True).text
    assert not Enrolment.objects.exists()


def test_who_is_in_another_cohort_is_told_before_joining(client):
    day, teacher, taught = timezone.localdate(), desk_editor(), course()
    first, second = (
        cohorts.open_cohort(taught, name=name, starts_on=day, ends_on=day, by=teacher)
        for name in ("Spring", "Autumn")
    )
    client.force_login(stranger())
    client.post(f"/en/learn/cohorts/join/{first.token}/")
    page = client.get(f"/en/learn/cohorts/join/{second.token}/").text
    assert "You are in the cohort “Spring” of this course." in page


@pytest.mark.parametrize(("to", "names"), [("all", "abc"), ("open", "bc"), ("stuck", "c")])
def test_message_goes_to_those_whom_it_concerns(client, to, names):
    day, teacher = timezone.localdate(), desk_editor()
    made = cohorts.open_cohort(course(), name="x", starts_on=day, ends_on=day, by=teacher)
    for name in "abc":
        cohorts.join_cohort(made, language="en", by=user(f"{name}@example.org", second_step=False))
    rows = Enrolment.objects
    rows.filter(user__email="a@example.org").update(completed_at=timezone.now())
    rows.exclude(user__email="b@example.org").update(seen_at=timezone.now() - timedelta(days=8))
    client.force_login(teacher)
    page = client.get(made.get_absolute_url()).text
    assert "stuck: not seen for a week</dt><dd>1<" in page
    client.post(made.get_absolute_url(), {"to": to, "subject": "Hello", "text": "Come back."})
    told = Mail.objects.order_by("address").values_list("address", flat=True)
    assert list(told) == [f"{name}@example.org" for name in names]
