"""What this room keeps about a person, for taking away and erasing."""

from django.utils.translation import gettext_lazy as _

from tessera.accounts.personal_data import (
    WITH_THE_ACCOUNT,
    delete_by,
    register_personal_data,
    rows_by,
)
from tessera.learning.models import (
    Attempt,
    Certificate,
    Enrolment,
    HandedIn,
    PeerFeedback,
    SelfCheck,
    SharedAnswer,
    Writing,
)


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Enrolment,
        export=rows_by(
            Enrolment,
            "user",
            *("course__identifier", "language", "enrolled_at", "seen_at", "completed_at"),
        ),
        erase=delete_by(Enrolment, "user"),
        retention=WITH_THE_ACCOUNT,
        title=_("Courses that you learn in"),
    )
    register_personal_data(
        Writing,
        export=rows_by(
            Writing,
            "enrolment__user",
            *("enrolment__course__identifier", "unit__key", "kind", "text", "changed_at"),
        ),
        erase=delete_by(Writing, "enrolment__user"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        Attempt,
        export=rows_by(
            Attempt,
            "enrolment__user",
            *("enrolment__course__identifier", "unit__key", "answers", "score", "most", "at"),
        ),
        erase=delete_by(Attempt, "enrolment__user"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        HandedIn,
        export=rows_by(
            HandedIn,
            "enrolment__user",
            *("enrolment__course__identifier", "unit__key", "text", "handed_in_at"),
            *("mark", "comment", "marked_at"),
        ),
        erase=delete_by(HandedIn, "enrolment__user"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        SharedAnswer,
        export=rows_by(
            SharedAnswer,
            "enrolment__user",
            *("enrolment__course__identifier", "unit__key", "shared_at"),
        ),
        erase=delete_by(SharedAnswer, "enrolment__user"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        PeerFeedback,
        export=rows_by(PeerFeedback, "by", "answer__unit__key", "text", "at"),
        erase=delete_by(PeerFeedback, "by"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        SelfCheck,
        export=rows_by(SelfCheck, "user", "record__identifier", "answers", "changed_at"),
        erase=delete_by(SelfCheck, "user"),
        retention=_("Until you delete them, or the account is erased."),
    )
    register_personal_data(
        Certificate,
        export=rows_by(
            Certificate,
            "user",
            *("code", "course__identifier", "name", "minutes", "completed_on", "issued_at"),
        ),
        erase=delete_by(Certificate, "user"),
        retention=_("Until you withdraw it, or the account is erased."),
    )
