"""Files of posts: checked before anything is written, kept with the post, and forgotten with it.

These are parts of writing, changing and taking back a post, which check who may.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from tessera.accounts.models import User
from tessera.communities.models import Attachment, Post
from tessera.lib.uploads.images import encode_anew
from tessera.lib.uploads.scanning import scan
from tessera.lib.uploads.sniffing import MOST_BYTES, FileRefusedError, safe_name, sniff

MOST_FILES: Final = 4
#: All that one member may keep in discussions.
MOST_OF_A_MEMBER: Final = 100 * 1024 * 1024


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: pictures were drawn anew, without place, time or camera."""

    name: str
    content_type: str
    content: bytes


def check_files(files: Iterable[Any]) -> list[CheckedFile]:
    """Files as they were sent in, checked by what is in them.

    Raises:
        FileRefusedError: too many or too large, of a kind that is not taken, not what the name
            says, or the scanner for malware does not let it pass.
    """
    sent = list(files)
    _check_number(len(sent))
    return [_checked(each) for each in sent]


def _checked(file: Any) -> CheckedFile:
    try:
        # One byte more than allowed is enough to know that there is too much.
        content = file.read(MOST_BYTES + 1)
        sniffed = sniff(file.name, content)
        scan(content)
        if sniffed.is_image:
            content = encode_anew(content, sniffed.ending)
    except FileRefusedError as error:
        words = {"name": file.name[-60:], "reason": str(error)}
        raise FileRefusedError(_("%(name)s: %(reason)s") % words) from error
    return CheckedFile(safe_name(file.name, sniffed.ending), sniffed.content_type, content)


def _check_number(number: int) -> None:
    if number > MOST_FILES:
        raise FileRefusedError(_("A post has %(most)d files at most.") % {"most": MOST_FILES})


def keep_files(post: Post, files: Sequence[CheckedFile], *, of: User) -> None:
    """Keep checked files with a post of ``of``. In the transaction that writes the post.

    Raises:
        FileRefusedError: the post has too many, or its author keeps too much in discussions.
    """
    if not files:
        return
    User.objects.select_for_update().get(pk=of.pk)  # Two posts at once count each other.
    present = post.attachments.aggregate(last=Max("number"))["last"] or 0
    _check_number(post.attachments.count() + len(files))
    used = Attachment.objects.filter(post__author=of).aggregate(sum=Sum("size"))["sum"] or 0
    if used + sum(len(each.content) for each in files) > MOST_OF_A_MEMBER:
        raise FileRefusedError(
            _("Your files in discussions would be more than %(most)d MB. Take old ones away first.")
            % {"most": MOST_OF_A_MEMBER // (1024 * 1024)}
        )
    for number, each in enumerate(files, start=present + 1):
        kept = Attachment(
            post=post, number=number, name=each.name, content_type=each.content_type,
            size=len(each.content),
        )  # fmt: skip
        kept.file.save(each.name, ContentFile(each.content), save=True)


def forget_files(posts: Any) -> None:
    """Delete the files of some posts. In the transaction that takes the posts from view."""
    Attachment.objects.filter(post__in=posts).delete()
