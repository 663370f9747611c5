"""Harvesting by OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html)."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from lxml import etree

from tessera.interop.harvesting.asking import Asker
from tessera.interop.harvesting.faults import HarvestFaultError, LostPlaceError
from tessera.interop.harvesting.models import Source
from tessera.interop.harvesting.oai_records import CROSSWALKS, upstream_of
from tessera.interop.harvesting.upstream import Cursor, Part, Upstream
from tessera.lib.safe_xml import UnreadableXmlError, first, local_name, named, read_xml, text_of

_XML: Final = ("text/xml", "application/xml")
#: Formats that we read, the richest first: namespace of the format → how it is read.
_PREFERRED: Final = (
    "urn:tessera:record:1", "http://schema.datacite.org/oai/oai-1.1/",
    "http://datacite.org/schema/kernel-4", "http://datacite.org/schema/kernel-3",
    "http://www.openarchives.org/OAI/2.0/oai_dc/",
)  # fmt: skip
#: What a harvest misses when clocks differ or a change is told late, is told again.
_OVERLAP: Final = timedelta(days=1)
#: Tokens stand in addresses.
_LONGEST_TOKEN: Final = 4000


class OaiReader:
    """Reads a repository with the verbs that it needs."""

    def __init__(self, source: Source, asker: Asker, bookmark: dict[str, Any]) -> None:
        self.source = source
        self.asker = asker
        self.since: str = bookmark.get("since", "")

    def part(self, cursor: Cursor) -> Part:
        """One answer to ``ListRecords``."""
        cursor = dict(cursor) or self._begin()
        if token := cursor.get("token"):
            arguments = {"resumptionToken": token}
        else:
            arguments = {"metadataPrefix": cursor["prefix"]}
            if self.source.set_spec:
                arguments["set"] = self.source.set_spec
            if self.since:
                arguments["from"] = self.since[: 10 if cursor["by_day"] else 20]
        root = self.ask("ListRecords", **arguments)
        if (error := first(root, "error")) is not None:
            return self._refused(error, cursor)
        listed = first(root, "ListRecords")
        if listed is None:
            raise HarvestFaultError("not-oai", address=self.source.address)
        items = tuple(self._items(listed, cursor["namespace"]))
        return self._part(listed, items, cursor)

    def _part(self, listed: etree._Element, items: tuple[Upstream, ...], cursor: Cursor) -> Part:
        token = first(listed, "resumptionToken")
        size = token.get("completeListSize", "") if token is not None else ""
        following = text_of(token)
        if len(following) > _LONGEST_TOKEN:
            raise HarvestFaultError("not-oai", address=self.source.address)
        return Part(
            items,
            cursor={**cursor, "token": following} if following else None,
            bookmark={"since": cursor["began"]},
            promised=int(size) if size.isdecimal() and len(size) < 10 else None,
        )

    def _refused(self, error: etree._Element, cursor: Cursor) -> Part:
        """An error that is an answer, too: nothing there, or a place that is not known."""
        code = error.get("code", "")
        if code == "noRecordsMatch":
            return Part((), bookmark={"since": cursor["began"]})
        if code == "badResumptionToken" and cursor.get("token"):
            raise LostPlaceError(code)
        raise HarvestFaultError("oai-error", message=f"{code}: {text_of(error)}")

    def _items(self, listed: etree._Element, namespace: str) -> Any:
        for record in named(listed, "record"):
            header = first(record, "header")
            key = text_of(first(header, "identifier"))
            if header is None or not key:
                continue
            if header.get("status") == "deleted":
                yield Upstream(key, is_deleted=True)
                continue
            metadata = first(record, "metadata")
            content = next(iter(metadata), None) if metadata is not None else None
            yield upstream_of(key, content, namespace)

    def _begin(self) -> Cursor:
        """What has to be known before the first list: three questions at most."""
        identity = first(self.ask("Identify"), "Identify")
        if identity is None:
            raise HarvestFaultError("not-oai", address=self.source.address)
        by_day = len(text_of(first(identity, "granularity"))) <= 10
        prefix, namespace = self._format()
        return {
            "prefix": prefix, "namespace": namespace, "by_day": by_day,
            "began": (self._now - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }  # fmt: skip

    def _format(self) -> tuple[str, str]:
        """The prefix and namespace of the format to ask for."""
        listed = first(self.ask("ListMetadataFormats"), "ListMetadataFormats")
        offered = {
            text_of(first(each, "metadataPrefix")): text_of(first(each, "metadataNamespace"))
            for each in named(listed, "metadataFormat")
        }
        wanted = self.source.metadata_prefix
        if wanted:
            known = offered.get(wanted, "")
            return wanted, known if known in CROSSWALKS else ""
        for namespace in _PREFERRED:
            for prefix, own in offered.items():
                if own == namespace:
                    return prefix, namespace
        if "oai_dc" in offered or not offered:  # every repository has it (§4.4)
            return "oai_dc", _PREFERRED[-1]
        raise HarvestFaultError("no-format")

    def ask(self, verb: str, **arguments: str) -> etree._Element:
        """The root of an answer; also keeps the other side's clock."""
        joint = "&" if "?" in self.source.address else "?"
        query = urlencode({"verb": verb, **arguments})
        address = f"{self.source.address}{joint}{query}"
        answer = self.asker.get(address, accept=_XML)
        if answer.status != 200:
            raise HarvestFaultError("status", address=address, status=answer.status)
        root = xml_of(answer.body, address)
        if local_name(root) != "OAI-PMH":
            raise HarvestFaultError("not-oai", address=address)
        self._now = _moment(text_of(first(root, "responseDate")))
        return root


def xml_of(body: bytes, address: str) -> etree._Element:
    """The root of a document from a source.

    Raises:
        HarvestFaultError: it cannot be read, or declares entities.
    """
    try:
        return read_xml(body)
    except UnreadableXmlError as error:
        code = "bomb" if error.is_dangerous else "bad-xml"
        raise HarvestFaultError(code, address=address) from error


def _moment(text: str) -> datetime:
    """The other side's clock; ours when it shows none, or a time that has not come yet."""
    now = datetime.now(UTC)
    try:
        return min(datetime.fromisoformat(text).astimezone(UTC), now)
    except ValueError:
        return now
