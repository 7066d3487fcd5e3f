"""Finding conversations by their words. See docs/workspace/find.md.

plain     text without accents and punctuation, as PostgreSQL keeps it
stored    the words of a message, a note and a citizen's name, as an expression
queries   what to look for in them
"""
