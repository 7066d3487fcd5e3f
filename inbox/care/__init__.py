"""Answering with care: not sending citizens elsewhere, in plain words, looked at by two."""
