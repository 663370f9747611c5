"""Whether the web program can listen where it is told to."""

import errno
import os
import socket

from tessera.running.errors import StartError


def check_port(host: str, port: int) -> None:
    """Try the address before any long work.

    The web server shares its port among its processes (SO_REUSEPORT), so a second server would
    start without an error and take half of the requests: hence a plain attempt beforehand.

    Raises:
        StartError: the port is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(_sentence(host, port, error)) from error


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program: stop that one, "
            f"or choose another port, for example PORT={port + 1}."
        )
    reason = error.strerror or os.strerror(error.errno or 0)
    return f"{host}:{port} cannot be used ({reason}): choose another address."
