"""Feedback between learners on reflections: ``sharing`` decides, ``views`` and ``queues`` show.

Who shares an answer reads those of others; nobody's name is on any of them. Blocks hold.
"""
