"""Schemathesis against a running site: does the API keep to its own description?

Installs Schemathesis in an environment of its own, and asks the site at --url, which
should run with ``TESSERA_API_LIMIT=0``. With 360 cases an operation it makes some 7,500.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run it; its exit status."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--url", default="http://127.0.0.1:8000")
    arguments.add_argument("--cases", type=int, default=360, help="most cases an operation")
    arguments.add_argument("--token", default="", help="a token for programs, to write drafts too")
    arguments.add_argument("--only", default="", help="a pattern of the paths to ask")
    chosen = arguments.parse_args()
    folder = Path(tempfile.gettempdir()) / "tessera-bench-schemathesis"
    if not (folder / "bin" / "schemathesis").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "pip"), "install", "-q", "schemathesis>=4,<5"]
        subprocess.run(pip, check=True)
    command = [
        str(folder / "bin" / "schemathesis"), "run", f"{chosen.url}/api/v1/openapi.json",
        "--max-examples", str(chosen.cases), "--checks", "all", "--generation-database", "none",
        "--exclude-checks", "positive_data_acceptance", "--seed", "20261124",
    ]  # fmt: skip
    if chosen.only:
        command += ["--include-path-regex", chosen.only]
    if chosen.token:
        command += ["--header", f"Authorization: Bearer {chosen.token}"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
