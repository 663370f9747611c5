"""The decision note on the page of a reviewed record."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record
from tessera.review.models import ReviewDecision
from tessera.review.peer_pages import public_profile
from tessera.vocabularies.labels import current_language, labels


def decision_note(record: Record) -> SafeString:
    """Note, profile, declared interests, names of who agreed. No query for what is only listed."""
    if record.lane != Record.Lane.REVIEWED:
        return SafeString("")
    decision = (
        ReviewDecision.objects.filter(
            round__submission__record_id=record.pk, outcome=ReviewDecision.Outcome.REVIEWED
        )
        .order_by("-at")
        .first()
    )
    if decision is None:
        return SafeString("")
    picture, language = labels(), current_language()
    codes = dict.fromkeys(
        code for each in decision.interests for code in each["codes"] if code != "none"
    )
    context = {
        "decision": decision,
        "rows": public_profile(decision.profile),
        "numbers": range(1, decision.review_count + 1),
        "interests": [
            entry.label(language) for code in codes if (entry := picture.concept("COI", code))
        ],
    }
    return mark_safe(render_to_string("review/_decision_note.html", context))  # noqa: S308
