"""Workers that are killed while they send, one after the other; run as a program by a test.

Arguments: the database file, the port of the mail server, the folder with the mails' words, how
many to kill. The last worker is left alive until nothing waits. Each worker is a process of its
own, forked before anything was opened, so that a hundred of them take seconds and not minutes.
"""

import os
import random
import signal
import sys
import time
from datetime import timedelta

import django


def prepare(database: str, port: str, words: str) -> None:
    """Set up the product to send to the given server."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.TEMPLATES[0]["DIRS"] = [words]
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    django.setup()
    from django.core.mail import get_connection
    from django.core.mail.utils import DNS_NAME

    from tessera.notifications.kinds import MailKind, register_mail
    from tessera.notifications.writing import write_mail

    get_connection(settings.MAIL_SERVER_BACKEND)
    str(DNS_NAME)  # asked once, not by each worker
    kind = register_mail(MailKind("tests.listed", "listed", True, dict))
    # So that workers spend their short lives on sending and not on reading templates.
    write_mail(kind, address="reader@example.org", language="ar", context={"path": "/"})


def work(*, until_done: bool, ready: int) -> None:
    """Send, as the worker program does; tell when the first connection to the server is made."""
    from django.core.mail.backends.smtp import EmailBackend

    from tessera.notifications.delivery import deliver_mails, release_mails
    from tessera.notifications.models import Mail

    release_mails(lease=timedelta(0))
    connect = EmailBackend.open

    def open_and_tell(server: EmailBackend) -> bool | None:
        os.write(ready, b".")
        return connect(server)

    EmailBackend.open = open_and_tell
    while not until_done or Mail.objects.filter(state__in=["queued", "taken"]).exists():
        deliver_mails()
        time.sleep(0.001)


def start(*, until_done: bool) -> int:
    """A worker in a process of its own, which is about to hand over a mail; its number."""
    told, ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        work(until_done=until_done, ready=ready)
        os._exit(0)
    os.close(ready)
    os.read(told, 1)
    os.close(told)
    return pid


def main(database: str, port: str, words: str, kills: str) -> None:
    """Kill that many workers at moments of chance, then let one finish."""
    prepare(database, port, words)
    for _number in range(int(kills)):
        pid = start(until_done=False)
        time.sleep(random.uniform(0, 0.06))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    _pid, status = os.waitpid(start(until_done=True), 0)
    raise SystemExit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
