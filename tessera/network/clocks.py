"""What happens to people's entries by the clock: consent is asked for again, old messages go."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tessera.lib.personal_links import make_token
from tessera.network.known_people import prune_claims, prune_known_people
from tessera.network.mails import CONSENT
from tessera.network.models import Message, Person
from tessera.notifications.actions import send_mail

#: Days before the end of consent on which a person is asked, each once.
ASK_BEFORE_DAYS: Final = (30, 7)
#: A link in a mail opens its page for so long.
LINK_DAYS: Final = 60
PURPOSE: Final = "network.consent"
_KEEP_MESSAGES: Final = timedelta(days=730)


def ring_network_clocks() -> None:
    """Once a day; twice does no harm."""
    ask_for_consent()
    prune_messages()
    prune_known_people()
    prune_claims()


def ask_for_consent() -> int:
    """Ask those whose consent ends soon whether they still agree; how many mails there were."""
    today, sent = timezone.localdate(), 0
    for days, later in zip(ASK_BEFORE_DAYS, (*ASK_BEFORE_DAYS[1:], -1), strict=True):
        due = Person.objects.filter(
            user__is_active=True,
            hidden_at=None,
            consent_until__gt=today + timedelta(days=later),
            consent_until__lte=today + timedelta(days=days),
        )
        for person in due.select_related("user").iterator(chunk_size=200):
            user, until = person.user, person.consent_until
            assert user is not None
            assert until is not None
            token = make_token(PURPOSE, f"{person.pk}:{until.isoformat()}")
            with override(user.language or settings.LANGUAGE_CODE):
                path = reverse("consent_renew", args=[token])
            once = f"{person.pk}-{until.isoformat()}-{days}"
            context = {"until": until.isoformat(), "path": path}
            with transaction.atomic():
                sent += send_mail(CONSENT, to=user, context=context, once=once) is not None
    return sent


def prune_messages() -> int:
    """Delete threads in which nobody wrote for 24 months; how many messages there were."""
    oldest = timezone.now() - _KEEP_MESSAGES
    return Message.objects.filter(thread=None, last_at__lt=oldest).delete()[0]
