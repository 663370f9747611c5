"""An identifier that is mistyped is noticed, and one that is merely written otherwise is read."""

import random

import pytest

from tessera.lib.identifiers import (
    ALPHABET,
    identifier_for,
    new_identifier,
    normalize,
)

SAMPLES = [identifier_for(f"sample {number}") for number in range(12)]


@pytest.mark.parametrize("identifier", SAMPLES)
def test_every_wrong_character_is_noticed(identifier):
    plain = identifier.replace("-", "")
    accepted = [
        plain[:place] + other + plain[place + 1 :]
        for place in range(len(plain))
        for other in ALPHABET
        if other != plain[place] and normalize(plain[:place] + other + plain[place + 1 :])
    ]
    assert accepted == []


@pytest.mark.parametrize("identifier", SAMPLES)
def test_every_swap_of_neighbours_is_noticed(identifier):
    plain = identifier.replace("-", "")
    swapped = [
        plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
        for place in range(len(plain) - 1)
        if plain[place] != plain[place + 1]
    ]
    assert swapped
    assert [each for each in swapped if normalize(each)] == []


def test_new_identifier_is_read_back_as_it_was_shown():
    made = [new_identifier() for _ in range(50)]
    assert [normalize(each) for each in made] == made
    assert len(set(made)) == 50


def test_identifier_of_a_name_is_always_the_same():
    assert identifier_for("a name") == identifier_for("a name")
    assert identifier_for("a name") != identifier_for("another name")


@pytest.mark.parametrize("identifier", SAMPLES)
def test_writing_it_in_another_way_does_not_matter(identifier):
    plain = identifier.replace("-", "")
    ways = [
        plain,
        plain.lower(),
        identifier.lower(),
        f"  {identifier} ",
        identifier.replace("-", " "),
    ]
    assert [normalize(way) for way in ways] == [identifier] * len(ways)


def test_letters_that_look_like_digits_are_read_as_digits():
    generator = random.Random(7)
    read = 0
    for _ in range(40):
        identifier = identifier_for(str(generator.random()))
        for written in (
            identifier.replace("0", "O"),
            identifier.replace("1", "I"),
            identifier.replace("1", "l"),
        ):
            read += written != identifier
            assert normalize(written) == identifier
    assert read > 10


@pytest.mark.parametrize("text", ["", "T7K2", "T7K2-9QXW-1", "UUUU-UUUU", "T7K2_9QXW", "Ⅷ7K2-9QXW"])
def test_what_is_no_identifier_is_not_read(text):
    assert normalize(text) is None
