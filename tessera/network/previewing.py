"""The preview of an organization in the back office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.changes.previews import show_as_published
from tessera.network.models import Organization
from tessera.network.views import organization_detail


def preview_organization(
    organization: Organization, request: HttpRequest, language: str
) -> HttpResponse:
    """The organization's page in an interface language, as it would be once published."""

    def answer(published: Organization) -> HttpResponse:
        context = {"detail": organization_detail(published, language)}
        return render(request, "network/organization_preview.html", context)

    if not organization.texts.count():
        return render(request, "changes/preview_incomplete.html")
    return show_as_published(organization, request, language, answer)
