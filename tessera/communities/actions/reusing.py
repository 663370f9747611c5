"""What becomes of an answer: the draft of a record, or a note on a record that is here."""

import re
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.accounts.models import User
from tessera.catalogue.drafts import begin_draft
from tessera.catalogue.models import Record
from tessera.communities.errors import CommunityStateError
from tessera.communities.models import PeerQuestion, PeerRequest
from tessera.lib.errors import NotAllowedError
from tessera.lib.identifiers import PATTERN, normalize
from tessera.vocabularies.labels import labels

_TRIED: Final = frozenset({Record.Kind.APPROACH, Record.Kind.PRACTICE})
_LONGEST: Final = 300
_NAMED: Final = re.compile(rf"\b{PATTERN}\b")


def draft_from_answer(request: PeerRequest, *, by: User) -> str:
    """Begin the draft of a record from an answer; the draft's address.

    Raises:
        NotAllowedError: somebody else's question.
        CommunityStateError: not answered.
    """
    _check(request, by)
    question = request.question
    with transaction.atomic():
        place = labels().places.get(question.place_id or 0)
        content = {
            "title": question.title,
            "summary": request.text[:600],
            "problem": question.text,
            "what_is_done": request.text,
            "themes": list(question.themes.values_list("code", flat=True)),
            "places": [place.code] if place else [],
        }
        address = begin_draft(kind="PRA", language=request.language, content=content, by=by)
        _count_reuse(request)
    return address


def note_from_answer(request: PeerRequest, *, record: str, by: User) -> str:
    """Where a note on a record is written, filled with an answer. Nothing is public by that.

    ``record`` is an identifier, or an address with one in it.

    Raises:
        NotAllowedError: somebody else's question.
        CommunityStateError: not answered, or no public approach or practice is called so.
    """
    _check(request, by)
    named = [normalize(each) for each in _NAMED.findall(record[:_LONGEST])]
    identifier = next((each for each in named if each), "")
    found = Record.objects.public().filter(identifier=identifier, kind__in=_TRIED).first()
    if found is None:
        raise CommunityStateError(
            _("No approach or practice here has this number. It looks like T7K2-9QXW.")
        )
    with transaction.atomic():
        _count_reuse(request)
    return f"{found.get_absolute_url()}tried/?answer={request.question.identifier}.{request.pk}"


def answer_named(name: str, *, by: User) -> PeerRequest | None:
    """The answer that an address names, if it is to one's own question. One query."""
    identifier, _dot, number = name[:40].partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    rows = PeerRequest.objects.filter(
        question__identifier=normalize(identifier) or "",
        question__asker=by,
        state=PeerRequest.State.ANSWERED,
    )
    return rows.select_related("question").filter(pk=int(number)).first()


def _check(request: PeerRequest, by: User) -> None:
    if request.question.asker_id != by.pk:
        raise NotAllowedError(_("Only who asked may do this."))
    if request.state != PeerRequest.State.ANSWERED:
        raise CommunityStateError(_("There is no answer yet."))


def _count_reuse(request: PeerRequest) -> None:
    """Each answer counts once, whatever came of it."""
    rows = PeerRequest.objects.filter(pk=request.pk, drafted_at=None)
    if rows.update(drafted_at=timezone.now()):
        PeerQuestion.objects.filter(pk=request.question_id).update(reuse_count=F("reuse_count") + 1)
