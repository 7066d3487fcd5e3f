"""Pictures of every screen, made from a running demo: ``make screenshots``.

day.py      what happened in the town before the pictures are made, as data
playing.py  lets it happen, in the demo's own database
past.py     what a lead did in a town with months behind it
screens.py  every screen: whose, at which address, and what to do first
steps.py    what a hand does on a page before its picture is taken
walking.py  goes along them, each as who it is of, while the day goes on
camera.py   takes the pictures, in each house style and at each width
keeping.py  writes a picture only when it really changed
sheet.py    the page that shows them all together
"""
