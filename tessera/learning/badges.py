"""Certificates as Open Badges 3.0: credentials signed with a key of this installation.

The form is a VC-JWT (Open Badges 3.0 §8.2, https://www.imsglobal.org/spec/ob/v3p0/): the claims of
the credential, signed with Ed25519. The key is derived from the secret key of the installation, so
that nothing more has to be kept; badges are worth as much as that secret, and end with it.
"""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from tessera.learning.models import Certificate
from tessera.learning.outline import outline

_CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@lru_cache(maxsize=2)
def _key(secret: str) -> Ed25519PrivateKey:
    seed = hmac.new(secret.encode(), b"tessera.learning.badges.1", hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> dict[str, str]:
    """The public key as a JWK (RFC 8037)."""
    public = _key(settings.SECRET_KEY).public_key()
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": _encoded(raw)}


def issuer_address() -> str:
    """The identifier of the issuer: its profile, on this site; one, whatever language is read."""
    with override("en"):
        return f"{settings.BASE_URL}{reverse('badge_issuer')}"


def issuer_profile() -> dict[str, Any]:
    """Who issues, with the key, as a controller document of verification methods."""
    address = issuer_address()
    return {
        "@context": _CONTEXTS,
        "id": address,
        "type": ["Profile"],
        "name": settings.SITE_NAME,
        "url": settings.BASE_URL,
        "verificationMethod": [
            {
                "id": f"{address}#key",
                "type": "JsonWebKey",
                "controller": address,
                "publicKeyJwk": public_key(),
            }
        ],
        "assertionMethod": [f"{address}#key"],
    }


def credential(certificate: Certificate) -> dict[str, Any]:
    """The claims of a certificate, in the language of the learner."""
    with override(certificate.language):
        course = outline(certificate.course, certificate.language)
        page = f"{settings.BASE_URL}{certificate.get_absolute_url()}"
        course_page = f"{settings.BASE_URL}{certificate.course.get_absolute_url()}"
    on = datetime.combine(certificate.completed_on, time(), UTC)
    return {
        "@context": _CONTEXTS,
        "id": page,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": course.title,
        "issuer": {"id": issuer_address(), "type": ["Profile"], "name": settings.SITE_NAME},
        "validFrom": on.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": certificate.name,
                    "identityType": "name",
                    "hashed": False,
                }
            ],
            "achievement": {
                "id": f"{settings.BASE_URL}/id/{certificate.course.identifier}",
                "type": ["Achievement"],
                "achievementType": "Course",
                "name": course.title,
                "description": course.summary,
                "inLanguage": certificate.language,
                "criteria": {"id": course_page, "narrative": "\n".join(course.objectives)},
            },
        },
    }


def signed(certificate: Certificate) -> str:
    """The credential as a compact JWS (RFC 7515)."""
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{issuer_address()}#key", "jwk": public_key()}
    claims = credential(certificate)
    issued = int(certificate.issued_at.timestamp())
    body = {
        **claims,
        "iss": claims["issuer"]["id"],
        "jti": claims["id"],
        "nbf": issued,
        "sub": f"{claims['id']}#learner",
    }
    parts = [_encoded(json.dumps(each, ensure_ascii=False).encode()) for each in (header, body)]
    text = ".".join(parts)
    return f"{text}.{_encoded(_key(settings.SECRET_KEY).sign(text.encode()))}"
