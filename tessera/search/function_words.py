"""Function words of the interface languages: those that a query may contain in vain.

They are indexed like all words, and count in phrases. In a query's loose words they are welcome
but not required, so that "education of refugee children" also finds "refugee children's education".
Written folded (``analysis.fold``), since that is how they are compared.
"""

from typing import Final

_FUNCTION_WORDS: Final[dict[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "a an and are as at be been by can do does for from has have how in into is it its"
        " of on or s t that the their these this those to was were what when where which who"
        " why will with",
        "fr": "a au aux avec c ce ces cette comment d dans de des du elle elles en est et il ils"
        " j l la le les leur leurs m n ne nos notre nous on ou par pas pour qu que quel quelle"
        " quelles quels qui s sa se ses son sont sur t un une vers vos votre vous",
        "es": "a al ante como con cual cuales de del desde donde e el en entre es esta este estos"
        " hacia hasta la las lo los mas o para por que se segun ser sin sobre son su sus u un"
        " una unas unos y",
        "de": "als am an auf aus bei das dem den der des die durch ein eine einem einen einer"
        " eines er es fur hat im in ist mit nach oder sich sie sind so uber um und vom von wie"
        " wird wo zu zum zur",
        "ru": "а без бы в во для до его ее же за и из или их к как ко ли на над не но о об от по"
        " под при про с со так то у что это",
        "tr": "bir bu da de gibi hangi icin ile ilgili ise kadar ki mi mu nasil ne o olan olarak"
        " sonra su tarafindan uzere ve veya ya",
        "ar": "ال الذي التي الى ان او اي بعد بين حول ذلك عن على في قبل كل كيف لا ل لدي ما مع من"
        " هذا هذه هل هو هي و",
        "zh": "与 为 也 了 于 从 以 使 到 及 和 在 对 将 就 或 把 是 的 等 给 而 被 让 跟 这 那",
    }.items()
}


#: Of German, which is searched in but which no page speaks: those that mean nothing in English,
#: French, Spanish or Turkish.
_GERMAN_ONLY: Final = _FUNCTION_WORDS["de"].difference(
    *(_FUNCTION_WORDS[language] for language in ("en", "fr", "es", "tr")),
    ("als", "am", "an", "den", "die", "hat", "im", "so", "um"),
)


def may_be_missing(word: str, language: str) -> bool:
    """Whether a folded word of a query on a page in this language need not occur in what is found.

    Nobody can read the pages in German; its function words are known on all of them.
    """
    return is_function_word(word, language) or word in _GERMAN_ONLY


def is_function_word(word: str, language: str) -> bool:
    """Whether a folded word is one of the language's function words."""
    return word in _FUNCTION_WORDS.get(language, frozenset())
