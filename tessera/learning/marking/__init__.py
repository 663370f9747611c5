"""Marking: ``handing_in`` has what learners and facilitators do, ``views`` their pages and forms.

A facilitator reads nothing but what was handed in, and only while the learner is in the cohort.
"""
