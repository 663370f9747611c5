"""The courses that a fresh installation begins with."""
