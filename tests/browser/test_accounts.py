"""People sign up, sign in and leave in a real browser; their pages pass the accessibility scan."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect

from tessera.accounts.actions import carry_out_due_erasures
from tessera.accounts.models import Erasure, User
from tests.accounts.test_pages import reauthenticated
from tests.browser.conftest import NARROW, NARROWEST, WIDE, visitors
from tests.browser.signed_in import barriers, hand_over, scrolls_sideways
from tests.factories.accounts import PASSWORD, SECRET, administrator, user
from tests.house import addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(live_server, own_chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as a new visitor, or with the session of a client."""
    # Passkeys belong to a name, and localhost is the only one that is safe without https.
    base = live_server.url.replace("127.0.0.1", "localhost")

    def come(path: str, client: Client | None = None, **options: object) -> Page:
        page = open_page(**options)
        if client:
            hand_over(client, page.context, base)
        page.goto(path)
        return page

    with visitors(own_chromium, base) as open_page:
        yield come


def code_from_mail() -> str:
    """The code in the last mail."""
    return re.search(r"\b\d{4}-\d{4}\b", mail.outbox[-1].body)[0]


def app_code(secret: str = SECRET) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_somebody_signs_up_and_in_again_with_codes_and_without_javascript(visit):
    page = visit("/en/themes/", java_script_enabled=False)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail address").fill("Leyla@Example.org")
    page.get_by_label("Your name").fill("Leyla K.")
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Type the code")
    page.get_by_label("Code").fill("0000-0000")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".errsum")).to_be_visible()
    page.get_by_label("Code").fill(code_from_mail())
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/en/themes/$"))
    assert User.objects.get().get_full_name() == "Leyla K."

    page.locator(".head-tools").get_by_text("Account", exact=True).click()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/en/account/login/")
    page.get_by_label("E-mail address").fill("leyla@example.org")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(code_from_mail())
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/en/account/$"))


def test_an_editor_signs_in_with_password_and_app(visit):
    administrator()
    page = visit("/editors/")
    page.get_by_label("E-mail address").fill("administrator@example.org")
    page.get_by_label("Password").fill("a wrong pass phrase")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".errsum")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("administrator@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.locator("[name=code]").fill(app_code())
    page.locator("form:has([name=code]) button[type=submit]").first.click()
    page.wait_for_url(re.compile("/editors/$"))


def test_an_editor_without_second_step_is_led_to_set_one_up(visit):
    user("new@example.org", second_step=False, is_superuser=True, is_staff=True)
    page = visit("/en/account/login/?next=/editors/")
    page.get_by_label("E-mail address").fill("new@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("One more step")
    page.get_by_role("link", name="Set up an authenticator app").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=password]) button[type=submit]").first.click()
    secret = page.input_value("#authenticator_secret")
    page.locator("[name=code]").fill(app_code(secret))
    page.locator("form:has([name=code]) button[type=submit]").first.click()
    expect(page.locator("#recovery_codes")).to_have_value(re.compile(r"\d{8}"))
    page.goto("/editors/")
    expect(page).to_have_url(re.compile("/editors/$"))


def test_somebody_adds_a_passkey_and_signs_in_with_it(visit):
    client = reauthenticated(user(second_step=False))
    page = visit("/en/account/", client)
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_role("link", name="Add a passkey").click()
    page.locator("[name=name]").fill("My phone")
    passwordless = page.locator("[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("recovery-codes|webauthn/$"))

    page.context.clear_cookies()
    page.goto("/en/account/login/?next=/en/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/en/account/$"))
    expect(page.locator("main")).to_contain_text("1 passkey")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_somebody_takes_the_data_away_and_is_erased(visit, language):
    with override(language):
        words = {
            each: gettext(each)
            for each in (
                "Your data",
                "Download my data",
                "Keep them, without my name",
                "Erase my account in two weeks",
            )
        }
    person = user("leyla@example.org", second_step=False, language=language)
    page = visit(f"/{language}/account/", reauthenticated(person))
    page.get_by_role("link", name=words["Your data"]).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=words["Download my data"]).click()
    assert download.value.suggested_filename == "account.zip"
    page.get_by_label(words["Keep them, without my name"]).check()
    page.get_by_role("button", name=words["Erase my account in two weeks"]).click()
    erasure = Erasure.objects.get()
    with override(language):
        day = date_format(timezone.localtime(erasure.due_at), "DATE_FORMAT")
    expect(page.locator(".note-warn")).to_contain_text(day)
    erasure.due_at -= timedelta(days=15)
    erasure.save()
    carry_out_due_erasures()
    page.goto(f"/{language}/account/")
    expect(page).to_have_url(re.compile(f"/{language}/account/login/"))
    assert not User.objects.filter(email=person.email).exists()


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_the_pages_pass_the_scan_and_do_not_scroll_sideways(visit, language):
    person = user("a-rather-long-address@department.example.org", first_name="Leyla")
    RecoveryCodes.activate(person)
    client = reauthenticated(person)
    faults = {}
    visitor = visit(f"/{language}/account/login/", viewport=NARROW)
    owner = visit(f"/{language}/account/", client, viewport=NARROW)
    for page, paths in (
        (visitor, addresses.SIGNING_IN.values()),
        (owner, ["themes/", *addresses.FOR_SIGNED_IN.values()]),
    ):
        for path in paths:
            page.goto(f"/{language}/{path}")
            if found := barriers(page):
                faults[path] = found
            page.set_viewport_size(NARROWEST)
            if scrolls_sideways(page):
                faults[f"{path} 320"] = ["scrolls sideways"]
            page.set_viewport_size(NARROW)
    page.set_viewport_size(WIDE)
    page.locator(".head-tools details").last.locator("summary").click()
    faults |= {"open menu": found} if (found := barriers(page)) else {}
    assert faults == {}
