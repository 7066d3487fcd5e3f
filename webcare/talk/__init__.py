"""What the town talks about: topics, questions, ideas, compliments, complaints and where.

words.py     from what a citizen wrote to the terms in it: words and pairs, without people
reading.py   the terms of conversations, from their messages
keeping.py   keeps those in step with the inbox
weighing.py  which terms stand out, and by how much; pure
finding.py   puts the two together on the clock: what stands out now
"""
