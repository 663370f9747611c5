"""The JSON API (OpenAPI 3.1 at ``/api/v1/openapi.json``). It reads what every reader may see.

One module per subject; ``rules.py`` holds what all answers share: limits, entity tags, other sites.
"""
