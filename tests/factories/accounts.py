"""The standing cast: an administrator, an editor, a steward and a stranger."""

from django.contrib.auth.models import Permission

from tessera.accounts.models import User

KINDS = ("approach", "practice", "guideline", "policyresource", "academicresource")


def user(email: str = "reader@example.org", **fields: object) -> User:
    """Somebody who can sign in and has no permission."""
    return User.objects.create_user(email, "a long pass phrase", **fields)


def stranger() -> User:
    """Signed in, and may do nothing."""
    return user("stranger@example.org")


def administrator() -> User:
    """May do everything."""
    return User.objects.create_superuser("administrator@example.org", "a long pass phrase")


def editor() -> User:
    """May write drafts of every kind of record, and publish none."""
    person = user("editor@example.org", is_staff=True)
    person.user_permissions.add(*_permissions("catalogue", "change", KINDS))
    return person


def steward() -> User:
    """May publish and withdraw every kind of record and organizations."""
    person = user("steward@example.org", is_staff=True)
    person.user_permissions.add(
        *_permissions("catalogue", "publish", KINDS),
        *_permissions("network", "publish", ["organization"]),
    )
    return person


def _permissions(room: str, verb: str, models: object) -> list[Permission]:
    codes = [f"{verb}_{model}" for model in models]
    found = list(Permission.objects.filter(content_type__app_label=room, codename__in=codes))
    assert len(found) == len(codes), f"no permissions {codes}"
    return found
