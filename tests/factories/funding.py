"""Funding programmes."""

from datetime import timedelta

from django.utils import timezone

from tessera.network.models import FundingProgramme, Organization
from tests.factories.vocabularies import concept


def programme(
    organization: Organization, title: str = "Small grants", **fields: object
) -> FundingProgramme:
    """An open programme about learning the language, for anybody from anywhere."""
    many = {
        "themes": fields.pop("themes", None) or [concept("TH", "LAN")],
        "applicants": fields.pop("applicants", []),
        "places": fields.pop("places", []),
    }
    made = FundingProgramme.objects.create(
        organization=organization,
        title=title,
        **{
            "language": "en",
            "summary": "For language cafés.",
            "website": "https://office.example/grants",
            "closes_on": timezone.localdate() + timedelta(days=30),
            **fields,
        },
    )
    for name, values in many.items():
        getattr(made, name).set(values)
    return made
