"""The readable last part of an address."""

import pytest

from tessera.lib.slugs import address_name, shortened


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Language cafés: a guide", "language-cafes-a-guide"),
        ("Çalışma ve girişim", "calsma-ve-girisim"),
        ("语言咖啡馆", "-"),
        ("   ", "-"),
        ("../../etc/passwd", "etcpasswd"),
        ("</script>", "script"),
    ],
)
def test_name_of_a_title(title, name):
    assert address_name(title) == name


def test_long_titles_are_cut_at_a_word():
    name = address_name("integration " * 20)
    assert name == "-".join(["integration"] * 6)


def test_one_endless_word_is_cut_anyway():
    assert address_name("x" * 200) == "x" * 80


def test_text_is_cut_with_an_ellipsis():
    assert shortened("People meet and talk", 12) == "People meet…"
