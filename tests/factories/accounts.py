"""The standing cast: an administrator, an editor, a steward and a stranger."""

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group, Permission
from django.test import Client

from tessera.accounts.models import User
from tessera.accounts.roles import EDITORS

KINDS = (
    "approach", "practice", "guideline", "policyresource", "academicresource", "learningitem",
)  # fmt: skip


PASSWORD = "a long pass phrase"
#: The key of everybody's authenticator app.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def user(email: str = "reader@example.org", *, second_step: bool = True, **fields: object) -> User:
    """Somebody who can sign in, with verified address and second step, and has no permission."""
    made = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=made, email=email, primary=True, verified=True)
    if second_step:
        TOTP.activate(made, SECRET)
    return made


def browser(user: User) -> Client:
    """Whoever reads English and is signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def stranger() -> User:
    """Signed in, and may do nothing."""
    return user("stranger@example.org")


def administrator() -> User:
    """May do everything."""
    return user("administrator@example.org", is_staff=True, is_superuser=True)


def editor() -> User:
    """May write drafts of every kind of record, and publish none."""
    person = user("editor@example.org", is_staff=True)
    person.user_permissions.add(*_permissions("catalogue", "change", KINDS))
    return person


def desk_editor(email: str = "desk@example.org") -> User:
    """Has the role of editors: publishes every kind, and manages the roster of reviewers."""
    person = user(email, is_staff=True)
    person.groups.add(Group.objects.get(name=EDITORS))
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
