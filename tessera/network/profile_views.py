"""The page of a person, and one's own to write."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required
from tessera.accounts.models import User
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.lib.languages import is_tag
from tessera.network.contact import why_not_write
from tessera.network.extras import person_sections
from tessera.network.models import Claim, Person
from tessera.network.people import person_of
from tessera.network.profile_forms import AffiliationFormSet, LanguageFormSet, ProfileForm
from tessera.network.profiles import entry_of_orcid, save_profile
from tessera.network.seeing import SeenPerson, see_person
from tessera.vocabularies.labels import current_language


def met_or_404(request: HttpRequest, identifier: str) -> tuple[Person, SeenPerson]:
    """A person whom the reader may meet, and what they see of them.

    Raises:
        Http404: there is nobody, or nobody for this reader; the two look the same.
    """
    row = Person.objects.known_as(normalize(identifier) or "").first()
    seen = see_person(row, request.user) if row else None
    if row is None or seen is None:
        raise Http404
    return row, seen


@read_only
def detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """A person, as this reader may see them. Nobody keeps the answer: consent can end today."""
    row, seen = met_or_404(request, identifier)
    if identifier != row.identifier:
        return redirect(row.get_absolute_url())
    sections = person_sections(row, works=seen.shows_works, sessions=seen.shows_sessions)
    user = request.user
    can_ask = isinstance(user, User) and not seen.is_own
    context = {
        "seen": seen,
        "sections": sections,
        "person": row if seen.is_own else None,
        "why_not": why_not_write(row) if can_ask else "",
    }
    response = render(request, "network/person_detail.html", context)
    add_never_cache_headers(response)
    return response


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_profile(request: HttpRequest) -> HttpResponse:
    """Write one's own entry; all faults are shown at once, and what was typed stays."""
    user = request.user
    assert isinstance(user, User)
    person = person_of(user) or Person(user=user, display_name=user.get_full_name())
    texts = {each.language: each for each in person.texts.all()} if person.pk else {}
    wanted = request.GET.get("in", "")
    language = wanted if is_tag(wanted) else ""
    text = texts.get(language or person.language) or (None if language else _first(texts))
    sent = request.POST or None
    form = ProfileForm(sent, instance=person, text=text, language=language or current_language())
    languages = LanguageFormSet(sent, instance=person, prefix="languages")
    affiliations = AffiliationFormSet(sent, instance=person, prefix="affiliations")
    if sent and all([form.is_valid(), languages.is_valid(), affiliations.is_valid()]):
        _save(user, form, languages, affiliations)
        messages.success(request, _("Your profile is saved."))
        return redirect("own_profile")
    if sent and person.pk:
        person = Person.objects.get(pk=person.pk)  # The form wrote into the other one.
    context = {
        "form": form,
        "languages": languages,
        "affiliations": affiliations,
        "person": person,
        "claims": open_claims(user),
        "entry_of_orcid": entry_of_orcid(user),
        "written": sorted(texts),
        "shown_language": text.language if text else language,
    }
    return render(request, "network/own_profile.html", context, status=422 if sent else 200)


def open_claims(user: User) -> list[Claim]:
    """What the user claims and nobody decided yet. At most two queries."""
    rows = Claim.objects.filter(claimer=user, state=Claim.State.OPEN)
    return list(rows.select_related("person").prefetch_related("organization__texts")[:10])


def _first(texts: dict[str, Any]) -> Any:
    return next(iter(texts.values()), None)


def _save(user: User, form: ProfileForm, languages: Any, affiliations: Any) -> None:
    person = person_of(user) or Person(user=user)
    rows = [*languages.save(commit=False), *affiliations.save(commit=False)]
    named = [row for row in rows if getattr(row, "name", None) != ""]
    save_profile(
        person,
        by=user,
        values=form.cleaned_data,
        text=form.words,
        language=form.cleaned_data["text_language"],
        visibility=form.visibility,
        rows=named,
        removed=[*languages.deleted_objects, *affiliations.deleted_objects],
        is_shown=form.cleaned_data["is_shown"],
    )
