"""A small hurdle for machines that send forms by the hundred, shown only when a limit is near.

The browser looks for a number whose SHA-256 with the challenge begins with 16 zero bits: a second
or two for one form, hours for thousands (hashcash, http://www.hashcash.org/papers/hashcash.pdf).
Who has no JavaScript, or an old device, waits instead: after 40 seconds the same form is taken
without an answer. Nothing is to be recognised, heard or solved by a person, and no third party is
asked.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core import signing
from django.core.cache import caches
from django.utils.translation import gettext

ZERO_BITS: Final = 16
WAITING: Final = timedelta(seconds=40)
_GOOD_FOR: Final = timedelta(minutes=30)


def make_challenge(purpose: str) -> str:
    """A signed challenge for one form."""
    return _signer(purpose).sign(secrets.token_hex(8))


def is_met(purpose: str, challenge: str, answer: str) -> bool:
    """Whether the number was found or the time was waited; each challenge serves once."""
    signer = _signer(purpose)
    try:
        signer.unsign(challenge, max_age=_GOOD_FOR)
    except signing.BadSignature:
        return False
    if not (is_answer(challenge, answer) or _has_waited(signer, challenge)):
        return False
    key = f"challenge:{hashlib.sha256(challenge.encode()).hexdigest()}"
    return bool(caches["shared"].add(key, "used", timeout=int(_GOOD_FOR.total_seconds())))


def is_answer(challenge: str, answer: str) -> bool:
    """Whether the hash of both begins with enough zero bits."""
    digest = hashlib.sha256(f"{challenge}:{answer[:32]}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - ZERO_BITS) == 0


def _has_waited(signer: signing.TimestampSigner, challenge: str) -> bool:
    try:
        signer.unsign(challenge, max_age=WAITING)
    except signing.SignatureExpired:
        return True
    return False


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"tessera.challenge.{purpose}")


def add_challenge(form: forms.BaseForm, purpose: str) -> None:
    """Give a form the challenge's two fields; ``accounts/challenge.js`` fills the second."""
    hidden = forms.HiddenInput
    form.fields["challenge"] = forms.CharField(
        widget=hidden, required=False, initial=make_challenge(purpose)
    )
    form.fields["challenge_answer"] = forms.CharField(widget=hidden, required=False, max_length=32)


def check_challenge(form: Any, purpose: str) -> None:
    """In ``clean``: refuse what was sent too fast, and say what to do; typed text stays."""
    sent = form.cleaned_data
    if is_met(purpose, sent.get("challenge", ""), sent.get("challenge_answer", "")):
        return
    if not is_ours(purpose, sent.get("challenge", "")):
        form.data = form.data.copy()
        form.data[form.add_prefix("challenge")] = make_challenge(purpose)
    sentence = gettext(
        "Many forms come from your network just now. Wait 40 seconds, then send this one again."
    )
    form.add_error(None, sentence)


def is_ours(purpose: str, challenge: str) -> bool:
    """Whether the challenge may still be met by waiting."""
    try:
        _signer(purpose).unsign(challenge, max_age=_GOOD_FOR)
    except signing.BadSignature:
        return False
    key = f"challenge:{hashlib.sha256(challenge.encode()).hexdigest()}"
    return caches["shared"].get(key) is None
