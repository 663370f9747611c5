"""Registration of the room."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, pre_delete
from django.utils.translation import gettext_lazy as _
from wagtail.signals import published

from tessera.web.components.account_menu import AccountLink, add_account_link


class ReviewConfig(AppConfig):
    """The room's application."""

    name = "tessera.review"
    label = "review"

    def ready(self) -> None:
        """Listen to what happens to submissions, and to signing in."""
        # Deferred: models can be imported only now.
        from tessera.catalogue.drafts import begin_drafts_with, read_drafts_with
        from tessera.catalogue.extras import add_record_section, add_record_words
        from tessera.lib.uploads.stored import forget_with_rows
        from tessera.review import personal_data, receivers, shared_drafts
        from tessera.review.desk_rules import is_editor
        from tessera.review.files.publishing import files_section, words_of_files
        from tessera.review.handed_in import begin_from_elsewhere
        from tessera.review.models import CoAuthor, Submission, SubmissionFile
        from tessera.review.peer_note import decision_note
        from tessera.review.peer_rules import is_on_roster
        from tessera.review.signals import (
            appeal_decided,
            assignment_changed,
            message_sent,
            reviewer_decided,
            submission_handed_over,
            submission_moved,
        )

        personal_data.register()
        forget_with_rows(SubmissionFile)
        add_account_link(AccountLink("my_contributions", _("My contributions"), order=20))
        add_account_link(AccountLink("reviewing", _("Peer review"), 30, is_on_roster))
        add_account_link(AccountLink("desk", _("Desk"), 40, is_editor))
        submission_moved.connect(receivers.tell_author_of_step, dispatch_uid="review.step")
        submission_moved.connect(receivers.show_files, dispatch_uid="review.files")
        submission_moved.connect(receivers.check_on_arrival, dispatch_uid="review.checks")
        message_sent.connect(receivers.tell_author_of_message, dispatch_uid="review.message")
        user_logged_in.connect(receivers.claim_drafts, dispatch_uid="review.claim")
        assignment_changed.connect(receivers.tell_of_assignment, dispatch_uid="review.assignment")
        reviewer_decided.connect(receivers.tell_of_application, dispatch_uid="review.reviewer")
        submission_handed_over.connect(receivers.tell_of_handing_over, dispatch_uid="review.hand")
        appeal_decided.connect(receivers.tell_of_appeal, dispatch_uid="review.appeal")
        pre_delete.connect(
            receivers.forget_erased_reviewer,
            sender=settings.AUTH_USER_MODEL,
            dispatch_uid="review.forget",
        )
        add_record_section("review", decision_note)
        begin_drafts_with(begin_from_elsewhere)
        read_drafts_with(shared_drafts.SubmittedDrafts())
        published.connect(shared_drafts.tell_published, dispatch_uid="review.published")
        submission_moved.connect(shared_drafts.tell_declined, dispatch_uid="review.declined")
        post_delete.connect(
            shared_drafts.tell_deleted, sender=Submission, dispatch_uid="review.deleted"
        )
        post_delete.connect(shared_drafts.tell_left, sender=CoAuthor, dispatch_uid="review.left")
        add_record_section("files", files_section)
        add_record_words("files", words_of_files)
