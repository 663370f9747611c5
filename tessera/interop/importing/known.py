"""What is here already: found by identifier, by address, or by title and year."""

from collections.abc import Iterable
from hashlib import blake2b

from tessera.catalogue.models import Record, RecordIdentifier, RecordText
from tessera.interop.importing.candidates import keys_of

#: Entries of a batch that are not added yet have no record.
IN_FILE = -1


def _mark(key: str) -> int:
    """Eight bytes instead of a text: a million of them have room in memory."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")


class Known:
    """The keys of all records that are not withdrawn, drafts included, read once: three queries."""

    def __init__(self) -> None:
        self._marks: dict[int, int] = {}
        there = Record.objects.filter(withdrawn_at__isnull=True)
        facts = {}
        for pk, issued, address in (
            there.order_by().values_list("pk", "issued", "source_url").iterator(chunk_size=2000)
        ):
            facts[pk] = issued[:4]
            if address:
                self.add(keys_of("", "", address, ()), pk)
        rows = RecordIdentifier.objects.order_by().values_list("record_id", "value")
        for pk, value in rows.iterator(chunk_size=2000):
            if pk in facts:
                self.add(keys_of("", "", "", [value]), pk)
        texts = RecordText.objects.order_by().values_list("record_id", "title")
        for pk, title in texts.iterator(chunk_size=2000):
            if pk in facts:
                self.add(keys_of(title, facts[pk], "", ()), pk)

    def find(self, keys: Iterable[str]) -> int | None:
        """The record that has one of the keys; ``IN_FILE`` for an earlier row of the file."""
        return next((pk for key in keys if (pk := self._marks.get(_mark(key))) is not None), None)

    def add(self, keys: Iterable[str], pk: int = IN_FILE) -> None:
        """Remember keys; the first who has one keeps it."""
        for key in keys:
            self._marks.setdefault(_mark(key), pk)
