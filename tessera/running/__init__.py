"""Running: what starts, prepares, supervises and saves an installation.

``tessera serve`` and the other commands of operators, the worker's loop, its tasks and clocks.
No models, no pages, no rules of any room: it only calls them.
"""
