"""What happens to records after they are published: whether their links still work."""
