"""A platform of its own, made by following docs/new-connector.md: a guest book with a webhook.

Nothing of inbox, routing or the templates knows of it.
"""
