"""The pages of departments."""
