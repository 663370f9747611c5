"""Organizations."""

from tessera.accounts.actors import SYSTEM
from tessera.network.actions import publish_organization
from tessera.network.models import Organization, OrganizationText
from tests.factories.vocabularies import concept


def draft_organization(name: str = "Office for Newcomers", **fields: object) -> Organization:
    """An organization with an English text that nobody published; saved."""
    texts = fields.pop("texts", None) or [
        organization_text("en", name, fields.pop("what_it_does", "It welcomes people."))
    ]
    fields.setdefault("org_type", concept("OT", "LGA"))
    many = {key: fields.pop(key) for key in ("themes", "levels") if key in fields}
    organization = Organization(live=False, **fields)
    for key, values in many.items():
        setattr(organization, key, values)
    organization.texts = texts
    organization.save()
    return organization


def organization(name: str = "Office for Newcomers", **fields: object) -> Organization:
    """A public organization with an English text."""
    return publish_organization(draft_organization(name, **fields), by=SYSTEM)


def organization_text(
    language: str, name: str, what_it_does: str = "", status: str = "original", **more: str
) -> OrganizationText:
    """A text that is not saved yet."""
    return OrganizationText(
        language=language, name=name, what_it_does=what_it_does, status=status, **more
    )
