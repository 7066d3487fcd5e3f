"""Listening: what saved searches find, as a stream beside the inbox. We listen to subjects.

names.py       which words look like somebody's name
people.py      what in a search is somebody's name or account
trying.py      what a search would find, and cost, before it is saved
finds.py       from a message found to a row of the stream, and back
keeping.py     what was found, kept beside the inbox while bodies are read
repeats.py     the same words by several people: one stands in the stream
stream.py      reading it, newest first
forgetting.py  what nobody took in is forgotten; searches that came to their end
"""
