"""What the town talks about: topics, questions, ideas, compliments, complaints and where.

words.py     from what a citizen wrote to the terms in it: words and pairs, without people
reading.py   the terms of conversations, from their messages
keeping.py   keeps those in step with the inbox
weighing.py  which terms stand out, and by how much; pure
finding.py   puts the two together on the clock: what stands out now
leaving.py   which of the terms go along in a mail: nobody's name
    alike.py     which questions are the same; pure
    asking.py    the questions that are asked often, and the answer that each gets most
    gathering.py ideas, compliments and complaints; what becomes of them is in actions/
    awb.py       the days that the law gives a complaint; pure
    outlines.py  outlines of neighbourhoods, read and drawn; pure
    mapping.py   the map: how many conversations were about each
    feeling.py   how people sound, and how sure that is
"""
