"""Factories without surprises: what a test does not say is empty, or named here."""
