"""Times are told as people say them."""

import pytest
from django.utils.translation import override

from tessera.lib.durations import spoken_minutes


@pytest.mark.parametrize(
    ("minutes", "language", "words"),
    [
        (1, "en", "1 minute"),
        (90, "en", "90 minutes"),
        (120, "en", "2 hours"),
        (150, "en", "2.5 hours"),
        (155, "fr", "2,5 heures"),
        (60_000, "en", "1,000 hours"),
    ],
)
def test_minutes_are_told_in_words(minutes, language, words):
    with override(language):
        assert spoken_minutes(minutes) == words
