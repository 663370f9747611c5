"""Words in one line."""

from django.template import Context, Template
from django.utils.translation import override

from tessera.lib.enumerations import listed


def test_words_have_the_comma_of_their_language():
    shown = {tag: listed(["a", "b"], tag) for tag in ("en", "ar", "zh-hans", "ru")}
    assert shown == {"en": "a, b", "ar": "a، b", "zh-hans": "a、b", "ru": "a, b"}
    with override("ar"):
        assert listed(iter("ab")) == "a، b"


def test_page_lists_words_escaped():
    page = Template("{{ words|listed }}|{% for each in words %}{{ each }}{% comma %}{% endfor %}")
    with override("ar"):
        assert page.render(Context({"words": ["<b>", "c"]})) == "&lt;b&gt;، c|&lt;b&gt;، c، "
    with override("en"):
        assert Template("{{ words|listed }}").render(Context({"words": ["c"]})) == "c"
