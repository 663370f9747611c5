"""The starter collection: real records and organizations that a fresh installation begins with.

``data/`` holds one JSON object a line; ``data/LICENCE.md`` states the licence of the texts.
``reading.py`` validates all of it, ``loading.py`` adds what is missing.
"""
