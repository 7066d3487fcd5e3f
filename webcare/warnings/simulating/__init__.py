"""A made-up year of a town, with spikes that we know of, to see how well they are found.

year.py      the messages of the year: seasons, weekdays, holidays, moods, and the spikes
watching.py  the detector goes through it, as it does on the clock
scoring.py   what was found, how soon, and what was said for nothing
"""
