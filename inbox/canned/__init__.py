"""Canned answers: filling them in, finding the ones that fit, and what is known of their use.

variables  {{naam}} and the like: a fixed set, put in by a small substitution of our own
finding    those that fit a conversation, the likeliest first
using      which answer began with which, how often, and what is due for another look
editing    writing one, with who changed what
"""
