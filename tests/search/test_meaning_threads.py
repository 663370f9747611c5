"""Arithmetic on vectors leaves the second core to the web pages."""

import os
import subprocess
import sys

import pytest

_COUNT = """
import os, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import numpy
print(numpy.ones((400, 400)) @ numpy.ones((400, 400)) is None, len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads are counted on Linux")
def test_vectors_are_multiplied_by_one_thread_whatever_loads_numpy_first() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment.pop("OPENBLAS_NUM_THREADS", None)
    done = subprocess.run(
        [sys.executable, "-c", _COUNT], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "1"]
