"""Personal tokens: with them a person's programs write drafts through the API, and nothing else."""
