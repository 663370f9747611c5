"""Adding the series of the starter collection, once, and the sessions that belong to them."""

import json
from typing import Any

from django.db import transaction

from tessera.accounts.actors import SYSTEM
from tessera.meetings.models import Series, SeriesText, Session
from tessera.meetings.series.actions import add_sessions, publish_series
from tessera.meetings.starter.loading import DATA
from tessera.vocabularies.models import Place


def load_starter_series() -> int:
    """Load what is missing; how many were added. What is there is left alone."""
    entries = json.loads((DATA / "series.json").read_text("utf-8"))
    known = set(Series.objects.values_list("identifier", flat=True))
    missing = [entry for entry in entries if entry["identifier"] not in known]
    for entry in missing:
        with transaction.atomic():
            _add(entry)
    return len(missing)


def _add(values: dict[str, Any]) -> None:
    series = Series.objects.create(
        identifier=values["identifier"],
        kind=Series.Kind(values["kind"]),
        time_zone=values["time_zone"],
        place=Place.objects.filter(code=values["place"]).first(),
        convener=values["convener"],
        convener_names=values["convener_names"],
    )
    for language, text in values["texts"].items():
        SeriesText.objects.create(series=series, language=language, **text)
    sessions = Session.objects.filter(identifier__in=values["sessions"])
    add_sessions(series, sessions.values_list("pk", flat=True), by=SYSTEM)
    publish_series(series, by=SYSTEM)
