"""What a first visit loads: compressed bytes of page, styles and scripts; no fonts, no images."""

import argparse
import http.client
import re

from common import print_machine, print_table, set_up
from pages import HEADERS, Server

_LINKED = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"')


def load(port: int, path: str) -> tuple[int, bytes]:
    """Bytes on the wire, and the content."""
    import gzip

    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    body = answer.read()
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return len(body), gzip.decompress(body) if is_packed else body


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=8108)
    chosen = arguments.parse_args()
    set_up()
    from tessera.catalogue.models import Record

    print_machine()
    record = Record.objects.public().filter(is_synthetic=False).order_by("pk")[0]
    paths = ["/en/", "/en/search/", "/en/search/?q=language+school",
             f"/en/records/{record.identifier}/{record.slug}/"]  # fmt: skip
    rows = []
    with Server(chosen.port):
        for path in paths:
            page, html = load(chosen.port, path)
            styles = own = others = 0
            for style, script in _LINKED.findall(html.decode()):
                size = load(chosen.port, style or script)[0]
                if style:
                    styles += size
                elif "/vendor/" in script:
                    others += size
                else:
                    own += size
            whole = page + styles + own + others
            rows.append([path, *(f"{size / 1000:.1f}" for size in
                                 (page, styles, own, others, whole))])  # fmt: skip
    headings = ("page", "HTML kB", "styles kB", "own scripts kB", "other scripts kB", "all kB")
    print_table(headings, rows)


if __name__ == "__main__":
    main()
