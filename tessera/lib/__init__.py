"""Small modules without models, each named after its subject."""
