"""A platform of carrier pigeons, which has everything that any platform has.

Its loft is this process's own memory, so a test says exactly what it holds and when it fails.
"""
