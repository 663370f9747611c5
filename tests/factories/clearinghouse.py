"""A small clearinghouse: a part of the starter collection in seven languages, and every kind of
page that a record can have.
"""

from dataclasses import dataclass

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import merge_record, withdraw_record
from tessera.catalogue.models import (
    Creator,
    Evaluation,
    Outcome,
    Party,
    Record,
    RecordIdentifier,
    RecordLink,
    RecordRelation,
    Result,
)
from tessera.catalogue.starter.loading import _Loader, _targets_first
from tessera.catalogue.starter.reading import Collection, read_collection
from tessera.learning.models import Course, LearningPath, PathText, UnitText
from tessera.meetings.models import Series, Session
from tessera.meetings.starter.loading import load_starter_sessions
from tessera.meetings.starter.series import load_starter_series
from tessera.network.models import Organization, Person
from tessera.vocabularies.labels import labels
from tests.factories import catalogue as make
from tests.factories.learning import course as make_course
from tests.factories.network import organization as make_organization
from tests.factories.people import person as make_person
from tests.factories.vocabularies import concept

#: Names of records in the starter collection: all five kinds, several regions, related.
KEYS = frozenset(
    {
        "barcelona-anti-rumour-strategy", "belgium-intercultural-mediation", "cologne-sprachraum",
        "coe-anti-rumours-handbook", "coe-rec-2015-1", "colombia-centros-integrate",
        "eu-common-basic-principles", "hamamatsu-one-stop-centre", "governance-by-proxy",
        "intercultural-integration-approach", "mainstreaming-approach", "nz-welcoming-communities",
        "one-stop-shop-approach", "one-stop-shop-handbook", "settling-in-2018", "upstream-project",
    }
)  # fmt: skip
_LONG_COLUMNS = (
    "gains_migrants", "gains_host", "gains_home", "gives_migrants", "gives_host", "gives_home",
    "problem", "what_is_done", "context", "goals", "delivery", "participant_feedback", "enablers",
    "barriers", "failures", "keep", "avoid", "transfer_conditions", "must_keep", "may_adapt",
    "evidence_note", "cost_note",
)  # fmt: skip


@dataclass(frozen=True)
class Clearinghouse:
    """The things that addresses are made of. ``full`` has every section; ``withdrawn`` and
    ``merged`` have left.
    """

    records: dict[str, Record]
    organization: Organization
    full: Record
    withdrawn: Record
    merged: Record
    session: Session
    series: Series
    person: Person
    course: Course
    path: LearningPath


def clearinghouse() -> Clearinghouse:
    """Load it; some three dozen things, so that a list has a second page."""
    collection = _load_part_of_the_starter_collection()
    identifiers = {entry.key: entry.values["identifier"] for entry in collection.records}
    found = Record.objects.in_bulk(identifiers.values(), field_name="identifier")
    records = {key: found[identifier].specific for key, identifier in identifiers.items()}
    organization = Organization.objects.filter(published_records__isnull=False).first()
    make_organization("A part of it", parent=organization)
    full = _full_record(records["one-stop-shop-approach"], organization)
    withdrawn = make.record("A course that closed")
    withdrawn = withdraw_record(withdrawn, by=SYSTEM, reason="It closed.", replaced_by=full)
    merged = merge_record(make.record("The same cafés"), into=full, by=SYSTEM, reason="Double.")
    load_starter_sessions()
    session = Session.objects.get()
    load_starter_series()
    series = Series.objects.get()
    person = make_person(
        words={"headline": "Head of licensing", "ask_about": "Permits", "about": "In my words."},
        languages=["es", "ar"],
        themes=["LAN"],
        regions=["DE"],
    )
    person.affiliations.create(organization=organization, name="It", role="Adviser", since=2019)
    taught = make_course()
    path = LearningPath.objects.create(state="PUBLIC", steps=[taught.identifier, full.identifier])
    PathText.objects.create(path=path, language="en", title="Into it", summary="Ask, then do.")
    UnitText.objects.filter(unit__key="start").update(body=f"# Ask\n\n[[{full.identifier}]]")
    return Clearinghouse(
        records, organization, full, withdrawn, merged, session, series, person, taught, path
    )


def _load_part_of_the_starter_collection() -> Collection:
    whole = read_collection(labels())
    records = [entry for entry in whole.records if entry.key in KEYS]
    named = {entry.values.get(role) for entry in records for role in ("lead", "publisher")}
    some = [
        entry
        for number, entry in enumerate(whole.organizations)
        if entry.key in named or number % 12 == 0
    ]
    part = Collection(organizations=some, records=records)
    loader = _Loader(part)
    for entry in some:
        entry.values.pop("parent", None)
        loader.add_organization(entry)
    for entry in _targets_first(records):
        relations = entry.values.get("relations", [])
        entry.values["relations"] = [each for each in relations if each["target"] in KEYS]
        loader.add_record(entry)
    return part


def _full_record(approach: Record, organization: Organization) -> Record:
    """A practice with something in every section, in two languages, published twice."""
    words = dict.fromkeys(_LONG_COLUMNS, "People *meet*.\n\n- They talk.\n- They read.")
    arabic = dict.fromkeys(_LONG_COLUMNS, "يلتقي الناس ويتحدثون.")
    record = make.record(
        themes=["LAN", "HOU"],
        places=["DE", "AT-vienna"],
        texts=[
            make.record_text("en", "Language cafés", "People meet and talk once a week.", **words),
            make.record_text("ar", "مقاهي اللغة", "يلتقي الناس مرة في الأسبوع.", "human", **arabic),
        ],
        period_start="2015",
        source_url="https://example.org/cafes",
        evidence_level=concept("EL", "E1"),
        cost_band=concept("CO", "C1"),
        links=[RecordLink(url="https://example.org/cafes", label="The cafés", state="ok")],
        identifiers=[RecordIdentifier(scheme="doi", value="10.1000/182")],
        creators=[Creator(name="Writer, A.")],
        parties=[Party(organization=organization, role=concept("OR", "LEAD"))],
        outcomes=[Outcome(name="Language", level=concept("EL", "E1"), studies=2)],
        results=[Result(indicator="Visitors", baseline="20", value="300")],
        evaluations=[Evaluation(kind=concept("EV", "EXT"))],
        relations=[RecordRelation(kind=concept("RL", "implements"), target=approach)],
    )
    return make.publish_again(record, title="Language cafés for all")
