"""A socket, and a look-up of names, that end at one moment, however slowly the other side answers.

A time limit of a socket holds for each read; a server that sends one byte a second never exceeds
it. Here every read gets only what is left of the whole time.
"""

import io
import queue
import socket
import threading
import time
from collections.abc import Callable
from typing import Any


class Deadline:
    """A moment of the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left.

        Raises:
            TimeoutError: none are.
        """
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class _TimedReader(io.RawIOBase):
    """The reading end of a socket."""

    def __init__(self, raw: socket.socket, deadline: Deadline) -> None:
        super().__init__()
        self._socket = raw
        self._deadline = deadline

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes within what is left of the time."""
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv_into(buffer)


class TimedSocket:
    """The part of a socket that ``http.client`` uses, with one deadline for all of it."""

    def __init__(self, raw: socket.socket, deadline: Deadline) -> None:
        self._socket = raw
        self._deadline = deadline

    def sendall(self, content: Any) -> None:
        """Send everything within what is left of the time."""
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(content)

    def makefile(self, _mode: str = "rb", *_rest: Any) -> io.BufferedReader:
        """A file to read the answer from."""
        return io.BufferedReader(_TimedReader(self._socket, self._deadline))

    def close(self) -> None:
        """Nothing yet: ``http.client`` lets go of the socket while the answer is still read."""

    def __enter__(self) -> "TimedSocket":
        """Itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the connection."""
        self._socket.close()


def within(deadline: Deadline, call: Callable[[], list[Any]]) -> list[Any]:
    """What a call answers that knows no time limit itself, as ``getaddrinfo``.

    The call goes on in its thread when the time is over; its answer is dropped.

    Raises:
        TimeoutError: the time was over first.
        OSError, UnicodeError: what the call raised.
    """
    answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(call())
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer
