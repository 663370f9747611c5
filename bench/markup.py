"""The Nu Html Checker (https://validator.github.io/validator/) on 30 pages of a running site.

Needs Java and npm: the checker (``vnu-jar``) is installed in a folder of its own. ``--url`` names
the site. Exit status 1 when a page has an error.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

PAGES = (
    "/en/", "/ar/", "/zh-hans/new/", "/en/search/?q=language&theme=LAN", "/fr/search/?q=langue",
    "/en/search/?view=map", "/en/search/?q=zzzzqqqq", "/en/themes/", "/ru/themes/LAN/",
    "/en/places/", "/en/places/de/", "/en/places/region/150/", "/en/new/", "/en/data/",
    "/en/organizations/", "/en/sessions/", "/en/learn/", "/en/people/", "/en/communities/",
    "/en/contribute/", "/en/contribute/PRA/", "/en/account/login/", "/en/embed/",
    "/tr/transparency/", "/es/accessibility/", "/en/tried/", "/api/v1/docs", "/en/absent/",
)  # fmt: skip


def main() -> int:
    """Fetch, check and print; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    site = parser.parse_args().url.rstrip("/")
    with tempfile.TemporaryDirectory() as folder:
        addresses = [*PAGES, *_linked(site, "records", 1), *_linked(site, "organizations", 1)]
        names = {}
        for number, address in enumerate(addresses):
            name = f"{number:02}.html"
            (Path(folder) / name).write_bytes(_fetched(f"{site}{address}"))
            names[name] = address
        return _check(Path(folder), names)


def _fetched(address: str) -> bytes:
    try:
        with urlopen(address) as answer:
            return answer.read()
    except HTTPError as error:  # A page of errors is a page, too.
        return error.read()


def _linked(site: str, what: str, count: int) -> list[str]:
    """Pages that a list leads to."""
    lead = "search/?kind=PRA" if what == "records" else f"{what}/"
    text = _fetched(f"{site}/en/{lead}").decode()
    found = re.findall(rf'href="(/en/{what}/[0-9A-Z]{{4}}-[0-9A-Z]{{4}}/[^"?#]*)"', text)
    return list(dict.fromkeys(found))[:count]


def _check(folder: Path, names: dict[str, str]) -> int:
    home = Path(tempfile.gettempdir()) / "tessera-bench-vnu"
    jar = home / "node_modules/vnu-jar/build/dist/vnu.jar"
    if not jar.exists():
        home.mkdir(exist_ok=True)
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "vnu-jar"], cwd=home, check=True
        )
    files = [str(folder / name) for name in names]
    command = ["java", "-Xss1024k", "-jar", str(jar), "--format", "json", "--stdout", *files]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    messages = json.loads(told)["messages"]
    errors = [each for each in messages if each["type"] == "error"]
    for each in errors:
        page = names[Path(each["url"]).name]
        print(f"{page}:{each.get('lastLine')}: {each['message']}\n    {each.get('extract', '')!r}")
    print(f"{len(names)} pages, {len(errors)} errors, {len(messages) - len(errors)} remarks.")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
