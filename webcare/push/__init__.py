"""Web Push: what a device of a colleague hears while no page is open (RFC 8030).

models.py      a device, and our own key
devices.py     adding and removing one
sealing.py     only that device can read it (RFC 8291), and it knows who sends it (RFC 8292)
sending.py     one notification to one device
telling.py     what is new, to every device of who is on duty; on the clock
views.py       the devices on the page of preferences
"""
