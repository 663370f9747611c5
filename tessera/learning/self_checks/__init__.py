"""Needs assessment: questions made from a guideline, answered for oneself, and what helps.

``asking`` shows and keeps them, ``helping`` recommends, ``writing`` is for editors, ``views`` and
``forms`` are the pages. Answers are private: nobody else can read them, not even editors.
"""
