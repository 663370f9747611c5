"""Accounts: the user, sign-in, preferences and roles.

Terms: *user* (someone who can sign in), *role* (a group with permissions), *system* (the actor
of what no person did). Not here: public profiles, which belong to ``network``.
"""
