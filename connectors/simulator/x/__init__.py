"""X API v2, as far as a municipality's inbox uses it."""
