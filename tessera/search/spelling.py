"""Provisional."""


def corrected(query, engine, language):
    return ""
