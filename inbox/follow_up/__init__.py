"""Asking citizens after some days whether it is solved.

texts.py   what is asked, in which language
asking.py  on the clock: asked by itself where that is still right, else back to the queue

``inbox.actions.ask_after`` plans it; ``inbox.standing.end_follow_up`` ends what is overtaken.
"""
