"""A certificate of completion on paper, in the language of its reader."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tessera.learning.models import Certificate
from tessera.learning.outline import outline
from tessera.lib.printing import Document, Written


def certificate_document(certificate: Certificate, language: str) -> Document:
    """The document; it says what the page says by which it is checked."""
    course = outline(certificate.course, language)
    address = f"{settings.BASE_URL}{certificate.get_absolute_url()}"
    document = Document(
        _("Certificate of completion"), settings.SITE_NAME, language, settings.SITE_NAME
    )
    document.heading(certificate.name)
    document.paragraph(
        Written(pgettext("a name stands before, a title after", "has completed the course"))
    )
    document.heading(course.title, language=course.language, stays=True)
    document.items([Written(each, course.language) for each in course.objectives])
    minutes = ngettext("%(minutes)s minute", "%(minutes)s minutes", certificate.minutes)
    facts = [
        (pgettext("a course", "Completed"), date_format(certificate.completed_on, "DATE_FORMAT")),
        (pgettext("of a course", "Length"), minutes % {"minutes": certificate.minutes}),
        (_("Quiz"), pgettext("a quiz", "Passed") if course.has_quiz else ""),
        (pgettext("of a certificate", "Code"), certificate.code),
    ]
    document.paragraph(Written(" · ".join(f"{label}: {value}" for label, value in facts if value)))
    document.scannable(Written(_("This certificate can be checked by its code.")), address=address)
    return document
