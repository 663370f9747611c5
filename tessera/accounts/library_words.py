"""Sentences of the account library that Tessera translates anew.

The library's Arabic calls a code «كود» where Tessera says «رمز»; one thing has one name. Tessera's
catalogues come before those of libraries, and what stands here is in them.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

#: Nothing reads this: the texts are found by the extraction of texts.
TRANSLATED_ANEW: Final = (
    _("Code"),
    _("Incorrect code."),
    _("The password reset token was invalid."),
    _("Use authenticator app or code"),
    _("Authenticator code"),
    _("Request new code"),
    _("Enter Email Verification Code"),
    _("Enter Password Reset Code"),
    _("Your email verification code is listed below. Please enter it in your open browser window."),
    _("Sign-In Code"),
    _("Your password reset code is listed below. Please enter it in your open browser window."),
    _("Password Reset Code"),
    _("Send me a sign-in code"),
    _("A sign-in code has been sent to %(recipient)s."),
    _("Bad Token"),
    _("You will receive a special code for a password-free sign-in."),
    _("Request Code"),
    _("Enter an authenticator code:"),
)
