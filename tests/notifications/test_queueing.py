"""Mails that libraries write take the same way."""

import pytest
from django.core import mail
from django.db import transaction

from tessera.notifications.delivery import deliver_mails
from tessera.notifications.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(settings) -> None:
    """As in the product; tests of other rooms look at mails at once."""
    settings.EMAIL_BACKEND = "tessera.notifications.queueing.EmailBackend"


def test_mail_of_a_library_waits_for_the_worker():
    mail.send_mail("Your code <1>", "Type 123-456 & go on.", None, ["reader@example.org"])
    assert (len(mail.outbox), Mail.objects.get().state) == (0, "queued")
    deliver_mails()
    (sent,) = mail.outbox
    assert sent.subject == "Your code <1>"
    assert "Type 123-456 & go on." in sent.body
    assert "123-456 &amp; go on." in sent.alternatives[0][0]
    assert Mail.objects.get().context == {}


def test_mail_about_what_was_undone_is_never_sent():
    with transaction.atomic():
        mail.send_mail("Code", "123-456", None, ["reader@example.org"])
        transaction.set_rollback(True)
    deliver_mails()
    assert mail.outbox == []


def test_each_recipient_gets_a_mail_of_their_own():
    mail.send_mail("Code", "123-456", None, ["a@example.org", "b@example.org"])
    deliver_mails()
    assert sorted(each.to for each in mail.outbox) == [["a@example.org"], ["b@example.org"]]


def test_mail_with_a_file_is_handed_over_at_once():
    message = mail.EmailMessage("Report", "…", to=["a@example.org"])
    message.attach("report.csv", "a,b", "text/csv")
    message.send()
    assert (len(mail.outbox), Mail.objects.count()) == (1, 0)
