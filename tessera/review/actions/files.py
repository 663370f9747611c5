"""Adding files to a submission, and taking them away."""

import hashlib
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import log

from tessera.accounts.models import User
from tessera.changes.actions import announce
from tessera.changes.models import Change
from tessera.lib.errors import NotAllowedError
from tessera.lib.uploads.images import encode_anew
from tessera.lib.uploads.scanning import scan
from tessera.lib.uploads.sniffing import FileRefusedError, safe_name, sniff
from tessera.review.desk_rules import can_decide
from tessera.review.errors import SubmissionStateError
from tessera.review.files.pdf_text import text_of_pdf
from tessera.review.files.publishing import LINK_ONLY
from tessera.review.models import Submission, SubmissionFile
from tessera.review.rules import Contributor, can_write_submission, contributor_or_none

MOST_FILES: Final = 8


def attach_file(
    submission: Submission,
    *,
    name: str,
    content: bytes,
    licence: str,
    alternative_text: str = "",
    by: Contributor,
) -> SubmissionFile:
    """Check a file and keep it; pictures are encoded anew, a PDF's text is read by the worker.

    Raises:
        NotAllowedError: the submission is not theirs.
        SubmissionStateError: it is with the editors.
        FileRefusedError: the file is not taken; the message says why.
    """
    _check_may_write(submission, by)
    sniffed = sniff(name, content)
    if sniffed.is_image and not alternative_text.strip():
        raise FileRefusedError(_("Describe the picture for those who cannot see it."))
    if not licence:
        raise FileRefusedError(_("Choose what others may do with the file."))
    scan(content)
    if sniffed.is_image:
        content = encode_anew(content, sniffed.ending)
    with transaction.atomic():
        present = Submission.objects.select_for_update().get(pk=submission.pk)
        if present.files.count() >= MOST_FILES:
            raise FileRefusedError(
                _("There are %(most)d files already; take one away first.") % {"most": MOST_FILES}
            )
        kept = SubmissionFile(
            submission=present,
            name=safe_name(name, sniffed.ending),
            content_type=sniffed.content_type,
            size=len(content),
            checksum=hashlib.sha256(content).hexdigest(),
            licence=licence,
            alternative_text=alternative_text.strip()[:300],
        )
        kept.file.save(kept.name, ContentFile(content), save=False)
        kept.save()
        log(present, "review.submission.attach", user=contributor_or_none(by))
        if sniffed.content_type == "application/pdf":
            read_pdf.enqueue(kept.pk)
    return kept


def remove_file(kept: SubmissionFile, *, by: Contributor) -> None:
    """Take a file away for good.

    Raises:
        NotAllowedError: the submission is not theirs.
        SubmissionStateError: it is with the editors.
    """
    _check_may_write(kept.submission, by)
    if kept.published_at is not None:
        raise SubmissionStateError(
            _("This file is public. Ask the editors by a message to take it away.")
        )
    with transaction.atomic():
        log(kept.submission, "review.submission.detach", user=contributor_or_none(by))
        kept.delete()


def publish_files(submission: Submission) -> int:
    """Show its files with its record, but those that may only be linked to; how many are new.

    Called by the system when an editor listed it or a review ended; there is nobody to ask.
    """
    if submission.record is None:
        return 0
    with transaction.atomic():
        new = submission.files.filter(published_at__isnull=True).exclude(licence=LINK_ONLY)
        count = new.update(published_at=timezone.now())
        if count:
            _announce(submission)
    return count


def hide_file(kept: SubmissionFile, *, by: User) -> None:
    """Take a file off the record's page; it stays with the submission.

    Raises:
        NotAllowedError: not one who decides about the submission.
    """
    submission = kept.submission
    if not can_decide(by, submission):
        raise NotAllowedError(_("You may not decide about this contribution."))
    with transaction.atomic():
        SubmissionFile.objects.filter(pk=kept.pk).update(published_at=None, licence=LINK_ONLY)
        log(submission, "review.submission.hide_file", user=by, data={"file": kept.pk})
        _announce(submission)


def _announce(submission: Submission) -> None:
    record = submission.record
    if record is not None and record.live:
        announce(kind=Change.Kind.RECORD, identifier=record.identifier, what=Change.What.UPDATED)


def _check_may_write(submission: Submission, by: Contributor) -> None:
    if not can_write_submission(by, submission):
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    if not submission.is_editable:
        raise SubmissionStateError(
            _("This contribution is with the editors and cannot be changed.")
        )


@task()
def read_pdf(pk: int) -> None:
    """Keep the text of a PDF for search; doing it twice changes nothing."""
    kept = SubmissionFile.objects.filter(pk=pk).first()
    if kept is None:
        return
    with kept.file.open("rb") as opened:
        text = text_of_pdf(opened.read())
    with transaction.atomic():
        SubmissionFile.objects.filter(pk=pk).update(text=text)
        kept.refresh_from_db(fields=["published_at"])
        if text and kept.published_at is not None:
            _announce(kept.submission)  # Search reads it now.
