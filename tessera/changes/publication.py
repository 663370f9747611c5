"""What every published thing has: an identifier, drafts, versions, and in the end a tombstone."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from tessera.changes.actions import announce
from tessera.changes.models import Change, Version
from tessera.lib.errors import TesseraError
from tessera.lib.identifiers import new_identifier

if TYPE_CHECKING:
    from tessera.accounts.models import User

#: Bookkeeping of drafts, locks and tombstones: no part of what a version says.
_HOUSEKEEPING = {
    "id", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
    "live_revision", "latest_revision", "go_live_at", "expire_at", "expired", "locked",
    "locked_at", "locked_by", "record_ptr", "slug", "withdrawn_at", "withdrawal_reason",
    "replaced_by", "is_merged", "is_synthetic", "verification_due",
    "superseded_at", "supersession_note", "doi",
}  # fmt: skip


class WithdrawnError(TesseraError):
    """The thing was withdrawn."""


_NOT_IN_REVISIONS = (
    "identifier", "slug", "withdrawn_at", "withdrawal_reason", "replaced_by", "is_merged",
    "is_synthetic",
)  # fmt: skip


class Publication(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """A thing with drafts whose publication makes a version and an entry in the change log.

    ``publish`` and ``unpublish`` are Wagtail's; here they run in one transaction with the version
    and the announcement, so that the back office, actions and scheduled publishing behave alike.
    """

    identifier = models.CharField(
        _("identifier"), max_length=9, unique=True, default=new_identifier, editable=False
    )
    slug = models.CharField(max_length=80, default="", blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(_("reason"), blank=True, editable=False)
    replaced_by = models.CharField(
        _("identifier of what replaces it"), max_length=9, blank=True, editable=False
    )
    is_merged = models.BooleanField(_("merged into its successor"), default=False, editable=False)
    is_synthetic = models.BooleanField(
        _("made for measuring"), default=False, editable=False, db_index=True
    )

    #: The kind of change that it announces.
    change_kind: ClassVar[Change.Kind]
    #: Fields that ``prepare_publication`` fills.
    derived_fields: ClassVar[tuple[str, ...]] = ("slug",)
    #: Fields that never leave the back office.
    private_fields: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page, in the present language."""
        raise NotImplementedError

    @property
    def approved_schedule(self) -> bool:
        """Whether a date of publication is set. One query, none in lists that annotated it."""
        known = getattr(self, "has_schedule", None)
        return self.scheduled_revision is not None if known is None else bool(known)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A revision holds what editors write; identity and tombstone stay as they are now."""
        revised = super().with_content_json(content)
        for name in _NOT_IN_REVISIONS:
            setattr(revised, name, getattr(self, name))
        return revised

    def prepare_publication(self) -> None:
        """Fill what is derived from what was published (years, slug)."""

    def publish(
        self,
        revision: Any,
        user: "User | None" = None,
        changed: bool = True,
        log_action: Any = True,
        previous_revision: Any = None,
        skip_permission_checks: bool = False,
    ) -> Any:
        """Publish a revision, keep it as a version and announce it.

        Raises:
            WithdrawnError: only a tombstone is left of it.
        """
        if self.withdrawn_at:
            raise WithdrawnError(_("What was withdrawn cannot be published again."))
        with transaction.atomic():
            was_public = type(self).objects.filter(pk=self.pk, live=True).exists()
            result = super().publish(
                revision,
                user=user,
                changed=changed,
                log_action=log_action,
                previous_revision=previous_revision,
                skip_permission_checks=skip_permission_checks,
            )
            # Wagtail publishes an object made of the revision, so this one is out of date now.
            published = type(self).objects.get(pk=self.pk)
            if published.live and published.live_revision_id == revision.pk:  # else: scheduled
                published._settle(user=user, was_public=was_public)
        return result

    def _settle(self, *, user: "User | None", was_public: bool) -> None:
        """Fill what is derived, keep the version, and announce."""
        self.prepare_publication()
        self.save(update_fields=self.derived_fields)
        self.keep_version(user=user)
        what = Change.What.UPDATED if was_public else Change.What.PUBLISHED
        announce(kind=self.change_kind, identifier=self.identifier, what=what)

    def unpublish(
        self,
        set_expired: bool = False,
        commit: bool = True,
        user: "User | None" = None,
        log_action: Any = True,
    ) -> Any:
        """Take it from the public; it returns when it is published again."""
        was_public = self.live
        with transaction.atomic():
            result = super().unpublish(
                set_expired=set_expired, commit=commit, user=user, log_action=log_action
            )
            if was_public:
                announce(
                    kind=self.change_kind, identifier=self.identifier, what=Change.What.REMOVED
                )
        return result

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete it, and say so: the index and the harvesters must forget it."""
        with transaction.atomic():
            announce(kind=self.change_kind, identifier=self.identifier, what=Change.What.REMOVED)
            return super().delete(*args, **kwargs)

    def keep_version(self, *, user: "User | None" = None, reason: str = "") -> Version:
        """Keep the present state as an immutable, numbered version."""
        last = (
            Version.objects.filter(identifier=self.identifier)
            .order_by("-number")
            .values_list("number", flat=True)
            .first()
        )
        return Version.objects.create(
            identifier=self.identifier,
            number=(last or 0) + 1,
            snapshot=self.snapshot(),
            by=user,
            reason=reason,
        )

    def explain_version(self, reason: str) -> None:
        """Say why the newest version was published; in the transaction that published it."""
        newest = Version.objects.filter(identifier=self.identifier).order_by("-number")[:1]
        Version.objects.filter(pk__in=newest.values("pk")).update(reason=reason)

    def drop_schedule(self) -> None:
        """Forget dates of future publication: for a tombstone they would only be errors."""
        self.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)

    def snapshot(self) -> dict[str, Any]:
        """All public fields and child rows as JSON values.

        Concepts and places appear by code, records and organizations by identifier, so that the
        snapshot means the same in another database.
        """
        content = _row(self, self.private_fields | _HOUSEKEEPING)
        for relation in get_all_child_relations(type(self)):
            name = relation.get_accessor_name()
            if name in self.private_fields:
                continue
            rows = getattr(self, name).all()
            content[name] = [_row(row, {"id", relation.field.name, "sort_order"}) for row in rows]
        return content


def _row(instance: models.Model, skipped: Iterable[str]) -> dict[str, Any]:
    """One row as JSON values, without empty fields."""
    skipped = set(skipped)
    values: dict[str, Any] = {}
    for field in instance._meta.concrete_fields:
        if field.name in skipped:
            continue
        value = getattr(instance, field.name)
        if value not in (None, "", [], {}):
            values[field.name] = _plain(value)
    for field in instance._meta.many_to_many:
        if isinstance(field, ParentalManyToManyField) and field.name not in skipped:
            codes = sorted(str(_plain(each)) for each in getattr(instance, field.name).all())
            if codes:
                values[field.name] = codes
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return getattr(value, "identifier", None) or getattr(value, "code", None) or value.pk
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
