"""A certificate of attendance on paper, in the language of its reader."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tessera.lib.enumerations import listed
from tessera.lib.printing import Document, Written
from tessera.meetings.afterwards.certificate_shown import ShownCertificate


def certificate_document(shown: ShownCertificate, language: str) -> Document:
    """The document; it says what the page says by which it is checked."""
    certificate, text = shown.certificate, shown.text
    address = f"{settings.BASE_URL}{certificate.get_absolute_url()}"
    document = Document(
        _("Certificate of attendance"), settings.SITE_NAME, language, settings.SITE_NAME
    )
    document.heading(certificate.name)
    document.paragraph(
        Written(pgettext("a name stands before, a title after", "took part in the working session"))
    )
    document.heading(text.title, language=text.language, stays=True)
    minutes = ngettext("%(count)d minute", "%(count)d minutes", shown.minutes)
    length = "" if shown.until else minutes % {"count": shown.minutes}
    days = [date_format(each, "DATE_FORMAT") for each in (shown.day, shown.until) if each]
    facts = [
        (_("Date"), " – ".join(days)),
        (pgettext("of a session", "Length"), length),
        (_("Convened by"), listed(shown.conveners)),
        (pgettext("of a certificate", "Code"), certificate.code),
    ]
    document.items([Written(f"{label}: {value}") for label, value in facts if value])
    told = Written(_("This certificate can be checked by its code."))
    document.scannable(told, address=address)
    return document
