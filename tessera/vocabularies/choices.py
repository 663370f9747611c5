"""Choices of forms that are short lists: the languages of this site, and the broad themes."""

from tessera.lib.languages import INTERFACE_LANGUAGES, language_name
from tessera.vocabularies.labels import current_language, labels


def spoken_languages() -> list[tuple[str, str]]:
    """The site's languages, named in the page's."""
    language = current_language()
    return [(tag, language_name(tag, language)) for tag in INTERFACE_LANGUAGES]


def theme_choices() -> list[tuple[int, str]]:
    """The broad themes, by number."""
    language = current_language()
    entries = [
        each for each in labels().scheme("TH") if each.broader is None and not each.is_deprecated
    ]
    entries.sort(key=lambda each: (each.position, each.code))
    return [(each.pk, each.label(language)) for each in entries]
