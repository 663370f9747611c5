"""Provisional."""


def highlight(text, language, query, interface_language):
    return ((text, False),)


def passage(text, language, query, interface_language):
    return ((text, False),)
