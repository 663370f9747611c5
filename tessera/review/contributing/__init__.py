"""The pages on which people contribute: snapshot, full form, files, own page."""
