"""Nobody changes the account of somebody else, or ends their sign-ins."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from tessera.accounts.actions.preferences import save_preferences
from tessera.accounts.actions.sign_ins import end_sign_in, sign_out_everywhere
from tessera.lib.errors import NotAllowedError
from tests.factories.accounts import stranger, user

pytestmark = pytest.mark.django_db


def test_stranger_may_not_change_how_somebody_is_called():
    amal, other = user("amal@example.org", first_name="Amal"), stranger()
    with pytest.raises(NotAllowedError):
        save_preferences(amal, by=other, name="Nobody", language="fr")
    amal.refresh_from_db()
    assert amal.first_name == "Amal"


def test_stranger_may_not_sign_anybody_out():
    amal, other = user("amal@example.org"), stranger()
    browser = Client()
    browser.force_login(amal)
    key = browser.session.session_key
    sign_in, _made = UserSession.objects.get_or_create(
        user=amal, session_key=key, defaults={"ip": "127.0.0.1"}
    )
    with pytest.raises(NotAllowedError):
        end_sign_in(sign_in, by=other)
    with pytest.raises(NotAllowedError):
        sign_out_everywhere(amal, by=other)
    assert "_auth_user_id" in browser.session
    end_sign_in(sign_in, by=amal)
    assert browser.get("/en/account/").status_code == 302
