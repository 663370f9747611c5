"""Tasks that behave as the tests of the task runner need."""

from django_tasks import task

from tessera.lib.errors import TesseraError

DONE: list[str] = []


@task()
def note(word: str) -> None:
    DONE.append(word)


@task()
def fail_by_accident() -> None:
    message = "the network is away"
    raise ConnectionError(message)


@task()
def fail_for_a_reason() -> None:
    message = "This address does not exist."
    raise TesseraError(message)
