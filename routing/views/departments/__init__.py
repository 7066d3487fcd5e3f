"""The pages on which a department keeps its own settings."""
