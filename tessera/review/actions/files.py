"""Adding files to a submission, and taking them away."""

import hashlib
import re

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import log

from tessera.lib.errors import NotAllowedError
from tessera.review.errors import SubmissionStateError
from tessera.review.files.images import encode_anew
from tessera.review.files.pdf_text import text_of_pdf
from tessera.review.files.scanning import scan
from tessera.review.files.sniffing import MOST_FILES, FileRefusedError, sniff
from tessera.review.models import Submission, SubmissionFile
from tessera.review.rules import Contributor, can_write_submission, contributor_or_none

_UNSAFE = re.compile(r"[^\w.\-() ]+")


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
    shown = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2])[-120:]
    with transaction.atomic():
        present = Submission.objects.select_for_update().get(pk=submission.pk)
        if present.files.count() >= MOST_FILES:
            raise FileRefusedError(
                _("There are %(most)d files already; take one away first.") % {"most": MOST_FILES}
            )
        kept = SubmissionFile(
            submission=present,
            name=shown.rpartition(".")[0] + sniffed.ending,
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
    storage, name = kept.file.storage, str(kept.file.name)
    with transaction.atomic():
        log(kept.submission, "review.submission.detach", user=contributor_or_none(by))
        kept.delete()
        transaction.on_commit(lambda: storage.delete(name))


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
    SubmissionFile.objects.filter(pk=pk).update(text=text)
