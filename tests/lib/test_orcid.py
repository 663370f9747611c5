"""ORCID iDs are checked, because a wrong digit names another person."""

import pytest
from django.core.exceptions import ValidationError

from tessera.catalogue.models import Creator
from tessera.lib.orcid import check_character, normal_orcid, orcid_address, validate_orcid


@pytest.mark.parametrize(
    "text",
    [
        "0000-0002-1825-0097",
        "https://orcid.org/0000-0002-1825-0097",
        "http://orcid.org/0000-0002-1825-0097/",
        "0000000218250097",
        " 0000-0002-1825-0097 ",
    ],
)
def test_written_in_any_way_it_is_the_same(text):
    assert normal_orcid(text) == "0000-0002-1825-0097"
    assert orcid_address(text) == "https://orcid.org/0000-0002-1825-0097"
    validate_orcid(text)


@pytest.mark.parametrize(
    "text",
    ["", "0000-0002-1825-0098", "0000-0002-1852-0097", "0000-0002-1825-00", "١٢٣٤-0002-1825-0097",
     "https://example.org/0000-0002-1825-0097", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_none_or_mistyped_is_refused(text):
    assert orcid_address(text) == ""
    with pytest.raises(ValidationError):
        validate_orcid(text)


def test_last_character_may_be_an_x():
    assert check_character("000000021694233") == "X"
    assert normal_orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"


def test_creator_with_a_mistyped_id_is_refused():
    creator = Creator(name="Demir, Ayşe", orcid="0000-0002-1825-0098")
    with pytest.raises(ValidationError) as refused:
        creator.clean()
    assert list(refused.value.message_dict) == ["orcid"]
    Creator(name="Demir, Ayşe", orcid="0000-0002-1825-0097").clean()
    Creator(name="Demir, Ayşe").clean()
