"""What the change log got. Receivers run in the transaction of the change."""

from django.dispatch import Signal

#: Arguments: ``rows`` (new entries of the log, in their order).
changes_announced = Signal()
