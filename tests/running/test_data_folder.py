import contextlib
import socket

import pytest

from tessera.running.data_folder import check_folder, lock_folder
from tessera.running.errors import StartError
from tessera.running.ports import check_port


def test_a_missing_folder_is_made(tmp_path):
    check_folder(tmp_path / "new" / "data")
    assert (tmp_path / "new" / "data").is_dir()


def test_a_folder_that_cannot_be_written_to_is_named_in_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match=r"cannot be written to .* TESSERA_DATA_DIR.$"):
        check_folder(tmp_path / "file" / "data")


@pytest.fixture
def lock(tmp_path):
    """Lock roles as a program would; all are given back at the end."""
    with contextlib.ExitStack() as held:
        yield lambda *roles: [held.enter_context(handle) for handle in lock_folder(tmp_path, roles)]


def test_a_second_program_on_one_folder_is_refused(tmp_path, lock):
    lock("web", "worker")
    with pytest.raises(StartError, match=r"already uses the data folder"):
        lock_folder(tmp_path, ["worker"])


def test_a_folder_is_free_again_when_its_program_ended(lock):
    for handle in lock("worker"):
        handle.close()
    assert len(lock("worker")) == 1


def test_web_and_worker_may_be_two_programs(lock):
    assert len(lock("web") + lock("worker")) == 2


def test_a_taken_port_is_named_with_another_one_to_try():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StartError, match=f"Port {port} is taken .* PORT={port + 1}"):
            check_port("127.0.0.1", port)


def test_a_free_port_passes():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    assert check_port("127.0.0.1", port) is None
