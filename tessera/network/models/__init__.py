"""Organizations, the people behind them, and who wants nothing to do with whom."""

from tessera.network.models.blocks import Block
from tessera.network.models.claims import Claim, FormerEntry, Vouch
from tessera.network.models.directory import DirectoryEntry
from tessera.network.models.messages import Message, Report
from tessera.network.models.organizations import (
    KnownOrNot,
    Organization,
    OrganizationText,
    TextStatus,
)
from tessera.network.models.people import (
    Affiliation,
    Availability,
    LanguageLevel,
    Person,
    PersonLanguage,
    PersonText,
    Terms,
    WillingRole,
)
from tessera.network.models.programmes import FundingProgramme
from tessera.network.models.teams import TeamMember

__all__ = [
    "Affiliation",
    "Availability",
    "Block",
    "Claim",
    "DirectoryEntry",
    "FormerEntry",
    "FundingProgramme",
    "KnownOrNot",
    "LanguageLevel",
    "Message",
    "Organization",
    "OrganizationText",
    "Person",
    "PersonLanguage",
    "PersonText",
    "Report",
    "TeamMember",
    "Terms",
    "TextStatus",
    "Vouch",
    "WillingRole",
]
