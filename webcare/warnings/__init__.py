"""Early warning: what is about to go wrong, said while something can be done about it.

slots.py     the hour of the week, with holidays as Sundays
chance.py    how likely so many people are, where so many are usual
usual.py     what is usual, learned from some weeks; robust, and careful with little history
spikes.py    is this a spike, and when is it over: one signal for one event
causes.py    the words that are said more than ever
simulating/  a made-up year with planted spikes, to see how well all of this does
"""
