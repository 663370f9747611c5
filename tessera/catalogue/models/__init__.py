"""The tables of the catalogue: the record, its texts and rows, and one model per kind."""

from tessera.catalogue.models.kinds import (
    KIND_MODELS,
    AcademicResource,
    Approach,
    BuildingBlock,
    BuildingBlockText,
    Guideline,
    LearningItem,
    PolicyResource,
    Practice,
)
from tessera.catalogue.models.record import Record
from tessera.catalogue.models.rows import (
    Creator,
    Evaluation,
    Outcome,
    Party,
    PolicyMapping,
    RecordIdentifier,
    RecordLink,
    RecordRelation,
    Result,
)
from tessera.catalogue.models.texts import RecordText

__all__ = [
    "KIND_MODELS",
    "AcademicResource",
    "Approach",
    "BuildingBlock",
    "BuildingBlockText",
    "Creator",
    "Evaluation",
    "Guideline",
    "LearningItem",
    "Outcome",
    "Party",
    "PolicyMapping",
    "PolicyResource",
    "Practice",
    "Record",
    "RecordIdentifier",
    "RecordLink",
    "RecordRelation",
    "RecordText",
    "Result",
]
