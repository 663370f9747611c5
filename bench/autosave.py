"""Saving while one types: 50 people at once, against a running server.

Start ``tessera serve`` first; then ``.venv/bin/python bench/autosave.py http://127.0.0.1:8000``.
Each person types in a draft of their own and saves every 900 ms, as the page's script does. At the
end every draft is asked for again: what was answered as saved must be there.
"""

import http.cookiejar
import json
import re
import sys
import threading
import time
import urllib.parse
import urllib.request

from common import percentile, print_machine

PEOPLE = 50
SECONDS = 20
PAUSE = 0.9


class Person:
    """A browser with cookies, and one draft."""

    def __init__(self, base: str, number: int) -> None:
        self.base, self.number = base, number
        jar = http.cookiejar.CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open
        page = self.open(f"{base}/en/contribute/PRA/", timeout=30).read().decode()
        names = ("csrfmiddlewaretoken", "draft", "revision", "kind")
        self.fields = {each: re.search(f'name="{each}" value="([^"]*)"', page)[1] for each in names}
        self.times: list[float] = []
        self.faults: list[str] = []
        self.text = self.url = ""

    def type_on(self, until: float) -> None:
        """Save again and again."""
        time.sleep(self.number / PEOPLE * PAUSE)
        count = 0
        while time.monotonic() < until:
            count += 1
            self.save(f"Person {self.number} has written {count} sentences. " * 10)
            time.sleep(PAUSE)

    def save(self, text: str) -> None:
        """One saving."""
        data = {**self.fields, "step": "short", "title": f"Cafés {self.number}", "summary": text}
        body = urllib.parse.urlencode(data).encode()
        start = time.perf_counter()
        try:
            with self.open(f"{self.base}/en/contribute/save/", body, timeout=30) as answer:
                said = json.loads(answer.read())
        except OSError as error:
            self.faults.append(str(error))
            return
        self.times.append((time.perf_counter() - start) * 1000)
        self.fields["revision"] = str(said["revision"])
        self.text, self.url = text, said["url"]

    def is_lost(self) -> bool:
        """Whether what was answered as saved is not there."""
        page = self.open(f"{self.base}{self.url}", timeout=30).read().decode()
        return self.text.strip() not in page


def main() -> None:
    """Measure, and print."""
    base = sys.argv[1].rstrip("/")
    print_machine()
    people = [Person(base, number) for number in range(PEOPLE)]
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=each.type_on, args=(until,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [value for each in people for value in each.times]
    faults = [fault for each in people for fault in each.faults]
    lost = sum(each.is_lost() for each in people)
    print(f"{len(times)} savings of {PEOPLE} people in {SECONDS} s")
    print(f"p50 {percentile(times, 0.5):.0f} ms, p95 {percentile(times, 0.95):.0f} ms, "
          f"p99 {percentile(times, 0.99):.0f} ms; {len(faults)} faults, {lost} lost")  # fmt: skip
    if faults:
        print(faults[:3])


if __name__ == "__main__":
    main()
