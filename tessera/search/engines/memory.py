"""The in-memory engine."""


class MemoryEngine:  # replaced below
    pass
