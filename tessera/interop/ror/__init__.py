"""ROR, the registry of research organizations: reading its dump, and proposing identifiers.

The dump is never kept: it is read once from start to end, and held against the organizations
that are here. An editor confirms what fits (https://ror.readme.io/docs/data-dump).
"""
