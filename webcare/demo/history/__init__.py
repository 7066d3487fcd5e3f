"""A believable past for the demo: months of questions and answers, invented, the same for a seed.

    topics.toml, words.toml   what citizens write about, and how
    profile.toml   how busy it is, by channel, weekday, hour and season; who answers, how fast
    events.toml    what happens in town: a storm, a data leak, a parade …
    dice.py        chance, repeatable
    grammar.py     texts from templates
    topics.py      what can be written about, as read from the files
    planted.py     when the events are: for whoever looks whether they were found
    season.py      how many write on a day, and when
    shifts.py      when colleagues come to it, in service hours, with a backlog in a rush
    tables.py      rows, and writing them fast
    town.py        all that a conversation is written with: channels, people, departments, numbers
    life/          one conversation, step by step, as the application writes it
    plot.py        what happens in it
    signals.py     what early warning would have said of the events
    making.py      all of it; own.py which rows are of a history, and taking them away

Nothing here is imported by the application: see ``manage.py demo_history``.
"""
