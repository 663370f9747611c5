"""Parts of pages that are kept."""

from django.template import Context, Template

SOURCE = "{% kept lang %}{{ shown }}{% endkept %}"


def test_kept_part_is_rendered_once_for_the_values_it_names():
    template = Template(SOURCE)
    first = template.render(Context({"lang": "en", "shown": "one"}))
    again = template.render(Context({"lang": "en", "shown": "two"}))
    other = template.render(Context({"lang": "fr", "shown": "three"}))
    assert (first, again, other) == ("one", "one", "three")


def test_kept_part_escapes_what_it_shows():
    assert Template(SOURCE).render(Context({"lang": "en", "shown": "<b>"})) == "&lt;b&gt;"
