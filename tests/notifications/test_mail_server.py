"""Mails through a real mail server, also when workers are killed while they send."""

import email
import email.policy
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.db import connection, transaction

from tessera.notifications import delivery
from tessera.notifications.actions import send_mail
from tessera.notifications.models import Bounce, Mail

CONTEXT = {"title": "Cafés", "path": "/ar/records/1/"}
#: Few in every run; ``MAIL_KILLS=100`` does it as often as the figure asks.
KILLS = int(os.environ.get("MAIL_KILLS", "20"))
MAILS = 10 * KILLS


class Sink:
    """Takes every mail and keeps it; refuses addresses that begin with ``gone`` or ``busy``."""

    def __init__(self) -> None:
        self.messages = []

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server, session, envelope, address, options
    ):
        refusals = {"gone": "550 5.1.1 no such user", "busy": "451 4.3.0 later"}
        if refusal := refusals.get(address.partition("@")[0]):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - named by aiosmtpd
        self.messages.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        time.sleep(0.001)  # a moment in which a sender may be killed
        return "250 taken"


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def sink(server, settings) -> Sink:
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    return server.handler


def queue(kind, address):
    with transaction.atomic():
        return send_mail(kind, to=address, context=CONTEXT, language="ar")


@pytest.mark.django_db
def test_mail_server_gets_both_parts_and_the_headers_for_stopping(sink, digest):
    mail = queue(digest, "reader@example.org")
    assert delivery.deliver_mails() == 1
    (message,) = sink.messages
    assert message["Message-ID"] == mail.message_id
    assert message["Subject"] == "Cafés was listed"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]
    assert 'dir="rtl"' in message.get_body(("html",)).get_content()


@pytest.mark.django_db
def test_refusals_of_a_mail_server_touch_no_other_mail(sink, listed):
    gone, busy, fine = (queue(listed, f"{name}@example.org") for name in ("gone", "busy", "fine"))
    assert delivery.deliver_mails() == 1
    states = dict(Mail.objects.values_list("pk", "state"))
    assert states == {gone.pk: "failed", busy.pk: "queued", fine.pk: "sent"}
    assert [each.address for each in Bounce.objects.all()] == ["gone@example.org"]
    assert [message["To"] for message in sink.messages] == ["fine@example.org"]


@pytest.mark.django_db(transaction=True)
def test_no_mail_is_sent_twice_or_lost_when_workers_are_killed(server, listed, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("The killed workers use a copy of the database in a file.")
    for number in range(MAILS):
        queue(listed, f"reader-{number}@example.org")
    file = tmp_path / "copy.sqlite3"
    copy = sqlite3.connect(file)
    connection.connection.backup(copy)
    arguments = [str(file), str(server.port), str(tmp_path), str(KILLS)]
    subprocess.run(
        [sys.executable, "-m", "tests.notifications.killed_workers", *arguments],
        cwd=django_settings.BASE_DIR,
        check=True,
        timeout=120,
    )
    rows = copy.execute("SELECT message_id, state, attempts FROM notifications_mail").fetchall()
    copy.close()
    arrived = Counter(message["Message-ID"] for message in server.handler.messages)
    sent = {identifier for identifier, state, _attempts in rows if state == "sent"}
    perhaps = {identifier for identifier, state, _attempts in rows if state == "uncertain"}
    interrupted = perhaps | {identifier for identifier, _state, attempts in rows if attempts > 1}
    assert interrupted, "No worker was killed while it had a mail in hand."
    assert set(arrived.values()) == {1}
    assert len(sent) + len(perhaps) == len(rows) == MAILS
    assert sent <= set(arrived) <= sent | perhaps
