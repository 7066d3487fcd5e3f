"""Figures: what happened to every question, counted while it happens.

The tables of the inbox say what happened; a ``Case`` says what it comes to, in one row for each
question. All dashboards, lists and exports add up cases and nothing else.

    models.py    Case, and Changed: which conversations are to be counted anew
    counting.py  a conversation's cases, from its history; pure
    reading.py   that history, for many conversations at once
    keeping.py   keeps the cases in step with the inbox
    signals.py   tells the rooms above which conversations were counted
    measures.py  what cases add up to: every number of the dashboards, with its sentence
    adding.py    adds them up: of a period, by channel, by hour of the week …
"""
