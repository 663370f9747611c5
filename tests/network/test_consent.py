"""People are asked again before their consent ends, and agree with one button."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.network.clocks import ask_for_consent, prune_messages
from tessera.network.contact import write_to_person
from tessera.network.models import Message, Person
from tessera.notifications.delivery import deliver_mails
from tests.factories.accounts import stranger, user
from tests.factories.people import person

pytestmark = pytest.mark.django_db


def ends_in(days: int, who: Person) -> None:
    who.consent_until = timezone.localdate() + timedelta(days=days)
    who.save()


@pytest.fixture
def nuria():
    return person(user=user("nuria@example.org", language="es"))


def test_who_agrees_again_by_mail_is_shown_on(client, nuria, mailoutbox):
    ends_in(60, nuria)
    assert ask_for_consent() == 0
    ends_in(29, nuria)
    assert ask_for_consent() == 1
    assert ask_for_consent() == 0, "once"
    ends_in(6, nuria)
    assert ask_for_consent() == 1, "another end is another question; late, it is asked once"
    deliver_mails()
    [path] = {line for line in mailoutbox[-1].body.splitlines() if "/people/consent/" in line}
    address = "/es/people/consent/" + path.split("/people/consent/")[1]
    page = client.get(address)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    nuria.refresh_from_db()
    assert nuria.consent_until == timezone.localdate() + timedelta(days=6), "not yet"
    assert client.post(address).status_code == 200
    nuria.refresh_from_db()
    assert nuria.consent_until > timezone.localdate() + timedelta(days=700)
    assert client.post(address).status_code == 404, "a link works once"
    assert client.get("/en/people/consent/nonsense/").status_code == 404


def test_nobody_is_asked_who_has_no_account_or_whom_moderators_hid(nuria):
    ends_in(5, person("Unclaimed"))
    ends_in(5, nuria)
    nuria.hidden_at = timezone.now()
    nuria.save()
    assert ask_for_consent() == 0


def test_old_threads_are_forgotten(nuria):
    old = write_to_person(nuria, by=stranger(), text="Old?")
    Message.objects.filter(pk=old.pk).update(last_at=timezone.now() - timedelta(days=731))
    new = write_to_person(nuria, by=user("ines@example.org"), text="New?")
    assert prune_messages() == 1
    assert [*Message.objects.all()] == [new]
