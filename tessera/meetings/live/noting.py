"""Actions on shared notes and breakout groups."""

from typing import Final

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowedError
from tessera.meetings.live.acts import log_act
from tessera.meetings.live.attribution import check_words, protects_names
from tessera.meetings.live.conducting import touch
from tessera.meetings.live.errors import RoomError, StaleError, WordsError, check_length
from tessera.meetings.live.models import (
    BreakoutGroup,
    NoteParagraph,
    NoteVersion,
    Participant,
    SharedNote,
)
from tessera.meetings.live.models.notes import LONGEST_PARAGRAPH
from tessera.meetings.live.presence import (
    Present,
    check_may_speak,
    check_moderates,
    check_not_closed,
)
from tessera.meetings.models import Session

MOST_PARAGRAPHS: Final = 300
MOST_GROUPS: Final = 20
LONGEST_GROUP_NAME: Final = 120


class ParagraphConflictError(StaleError):
    """Somebody changed the paragraph meanwhile. Both texts are kept for the writer to see."""

    def __init__(self, paragraph: NoteParagraph, text: str) -> None:
        super().__init__(
            _("Somebody changed this paragraph while you were writing. Both texts are below.")
        )
        self.paragraph, self.text = paragraph, text


def note_of(session: Session, group: BreakoutGroup | None = None) -> SharedNote:
    """The notes of everybody, or of a group; made when they are first wanted."""
    found, _made = SharedNote.objects.get_or_create(session=session, group=group)
    return found


def _checked(text: str, by: Present, *, may_be_empty: bool) -> str:
    text = text.strip()
    if not text and not may_be_empty:
        raise WordsError("text", _("Please write something."))
    if len(text) > LONGEST_PARAGRAPH:
        raise WordsError("text", _("A paragraph can have 2000 characters at most."))
    check_words(by.session, text=text)
    return text


def _check_writes(note: SharedNote, by: Present) -> None:
    check_may_speak(by)
    if note.session_id != by.room.session_id:
        raise NotAllowedError(_("These notes belong to another session."))
    own = Participant.objects.filter(pk=by.participant.pk).values_list("group", flat=True).first()
    if note.group_id and note.group_id != own and not by.reports:
        raise NotAllowedError(_("Only members of the group write its notes."))


def add_paragraph(note: SharedNote, text: str, *, by: Present) -> NoteParagraph:
    """Add a paragraph at the end.

    Raises:
        NotAllowedError: muted, or not of the group.
        WordsError: empty, too long, or with a protected name.
        RoomError: the room is closed, or the notes are full.
    """
    _check_writes(note, by)
    text = _checked(text, by, may_be_empty=False)
    with transaction.atomic():
        if note.paragraphs.count() >= MOST_PARAGRAPHS:
            raise RoomError(_("These notes are as long as they can be."))
        paragraph = NoteParagraph.objects.create(note=note, text=text)
        _keep(paragraph, by)
        touch(by.session)
    return paragraph


def change_paragraph(
    paragraph: NoteParagraph, text: str, *, revision: int, by: Present
) -> NoteParagraph:
    """Change the paragraph that the writer saw at ``revision``; no text removes it.

    Raises:
        NotAllowedError: muted, or not of the group.
        ParagraphConflictError: it has changed since; nothing is lost, both texts are in the error.
        WordsError: too long, or with a protected name.
    """
    _check_writes(paragraph.note, by)
    text = _checked(text, by, may_be_empty=True)
    with transaction.atomic():
        kept = NoteParagraph.objects.select_for_update().get(pk=paragraph.pk)
        if kept.text == text:
            return kept
        if kept.revision != revision:
            raise ParagraphConflictError(kept, text)
        kept.text, kept.revision = text, kept.revision + 1
        kept.save()
        _keep(kept, by)
        touch(by.session)
    return kept


def _keep(paragraph: NoteParagraph, by: Present) -> None:
    NoteVersion.objects.create(
        paragraph=paragraph,
        revision=paragraph.revision,
        text=paragraph.text,
        by=None if protects_names(by.session) else by.participant,
    )


def make_groups(names: list[str], *, by: Present) -> list[BreakoutGroup]:
    """Add breakout groups.

    Raises:
        NotAllowedError: no moderator.
        WordsError: no name, or too many groups.
    """
    check_moderates(by)
    wanted = [name.strip() for name in names if name.strip()]
    check_length("names", max(wanted, key=len, default=""), most=LONGEST_GROUP_NAME)
    check_words(by.session, names=" / ".join(wanted))
    with transaction.atomic():
        check_not_closed(by.session)
        there = BreakoutGroup.objects.filter(session=by.session).count()
        if not wanted or there + len(wanted) > MOST_GROUPS:
            raise WordsError("names", _("Give one to twenty names, one a line."))
        made = [
            BreakoutGroup.objects.create(session=by.session, position=there + place, name=name)
            for place, name in enumerate(wanted)
        ]
        touch(by.session)
        log_act(by, "groups")
    return made


def share_out(*, by: Present) -> int:
    """Assign everybody who has no group yet, so that groups and stakeholders are even; how many.

    Raises:
        NotAllowedError: no moderator.
        RoomError: there are no groups.
    """
    check_moderates(by)
    with transaction.atomic():
        check_not_closed(by.session)
        groups = list(BreakoutGroup.objects.filter(session=by.session).annotate(n=Count("members")))
        if not groups:
            raise RoomError(_("Make the groups first."))
        sizes = {group.pk: group.n for group in groups}
        free = list(by.room.participants.filter(group=None).order_by("stakeholder", "pk"))
        for participant in free:
            smallest = min(sizes, key=lambda number: sizes[number])
            sizes[smallest] += 1
            participant.group_id = smallest
        Participant.objects.bulk_update(free, ["group"], batch_size=500)
        touch(by.session)
        log_act(by, "groups")
    return len(free)


def assign_group(participant: Participant, group: BreakoutGroup | None, *, by: Present) -> None:
    """Put somebody into a group, or out of all of them.

    Raises:
        NotAllowedError: no moderator, or somebody or a group of another session.
        RoomError: the room is closed.
    """
    check_moderates(by)
    is_other = group is not None and group.session_id != by.room.session_id
    if is_other or participant.room_id != by.room.pk:
        raise NotAllowedError(_("This group belongs to another session."))
    with transaction.atomic():
        check_not_closed(by.session)
        Participant.objects.filter(pk=participant.pk).update(group=group, was_assigned=True)
        touch(by.session)
        log_act(by, "groups")


def join_group(group: BreakoutGroup | None, *, by: Present) -> Participant:
    """Go into a group, or out of all of them.

    Raises:
        NotAllowedError: a group of another session, or only moderators assign.
    """
    if group and group.session_id != by.room.session_id:
        raise NotAllowedError(_("This group belongs to another session."))
    if not (by.room.chooses_groups or by.moderates):
        raise NotAllowedError(_("Moderators assign the groups of this session."))
    check_not_closed(by.session)
    with transaction.atomic():
        Participant.objects.filter(pk=by.participant.pk).update(group=group, was_assigned=False)
        touch(by.session)
    by.participant.group = group
    return by.participant


def report_back(group: BreakoutGroup, text: str, *, seen: str, by: Present) -> BreakoutGroup:
    """Say to all what the group found. ``seen`` is the report that the writer began from.

    Raises:
        NotAllowedError: neither of the group nor a moderator or rapporteur.
        StaleError: somebody of the group has reported meanwhile.
        WordsError: too long, or with a protected name.
    """
    check_may_speak(by)
    own = Participant.objects.filter(pk=by.participant.pk).values_list("group", flat=True).first()
    if group.session_id != by.room.session_id or not (group.pk == own or by.reports):
        raise NotAllowedError(_("Only members of the group report back."))
    text = text.strip()
    if not text or len(text) > LONGEST_PARAGRAPH:
        raise WordsError("report", _("Write a report of 2000 characters at most."))
    check_words(by.session, report=text)
    with transaction.atomic():
        kept = BreakoutGroup.objects.select_for_update().get(pk=group.pk)
        if kept.report != seen.replace("\r\n", "\n").strip():
            raise StaleError(_("Somebody of your group has reported meanwhile."))
        kept.report, kept.reported_at = text, timezone.now()
        kept.save(update_fields=["report", "reported_at"])
        touch(by.session)
    return kept
