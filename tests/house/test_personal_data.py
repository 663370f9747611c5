"""Nothing is kept about a person that cannot be taken away and erased."""

from django.apps import apps
from django.db import models

from tessera.accounts.models import User
from tessera.accounts.personal_data import registered

_ACTED = "names who acted, and the erased account has neither name nor address"
_OFFICE = "the address of an office, published with its record"
_BACK_OFFICE = "Wagtail's own: names who acted in the back office"

#: Models that name a user or hold an e-mail address and need no eraser, each with its reason. A new
#: model belongs here, or is registered with ``register_personal_data`` by its room.
EXEMPT = {
    "changes.Version": _ACTED,
    "network.Organization": _OFFICE,
    "catalogue.Record": _OFFICE,
    "notifications.StoppedMail": "erased with the account's mails, by address",
    "notifications.Bounce": "erased with the account's mails, by address",
    "communities.Ruling": _ACTED,
    "learning.Cohort": _ACTED,
    "meetings.PaperVersion": _ACTED,
    "review.SubmissionEvent": _ACTED,
    "review.DeskDecision": _ACTED,
    "review.Appeal": _ACTED,
    "review.DeskBatch": _ACTED,
    "review.ReviewRound": _ACTED,
    "interop.ImportBatch": _ACTED,
    "interop.Friend": _ACTED,
    "interop.Source": _ACTED,
    "interop.HarvestRun": _ACTED,
    "review.ReviewDecision": _ACTED,
    **dict.fromkeys(
        (
            "wagtaildocs.Document", "wagtailimages.Image", "wagtailadmin.EditingSession",
            "wagtailadmin.FormState", "wagtailcore.APIToken", "wagtailcore.ModelLogEntry",
            "wagtailcore.Revision", "wagtailcore.UploadedFile", "wagtailcore.WorkflowState",
            "wagtailcore.TaskState", "wagtailcore.Page", "wagtailcore.PageLogEntry",
            "wagtailcore.Comment", "wagtailcore.CommentReply", "wagtailcore.PageSubscription",
        ),
        _BACK_OFFICE,
    ),
}  # fmt: skip


def about_people() -> set[str]:
    """Models with a link to the user or a field for an e-mail address."""
    return {
        model._meta.label
        for model in apps.get_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if isinstance(field, models.EmailField)
        or (field.remote_field and field.remote_field.model is User)
    }


def test_every_model_about_people_can_be_exported_and_erased_or_has_a_reason():
    known = {entry.model._meta.label for entry in registered()} | set(EXEMPT)
    assert about_people() - known == set()


def test_every_entry_says_how_long():
    assert [entry.model for entry in registered() if not str(entry.retention)] == []
