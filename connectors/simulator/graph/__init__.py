"""Meta's Graph API for a Page and an Instagram account, as far as an inbox uses it."""
