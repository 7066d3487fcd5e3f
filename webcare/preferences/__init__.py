"""How a person works: language, look, keys, and what Webcare tells them.

columns.py     what can be chosen, as columns of User: they cost no query of their own
forms.py       the form
views.py       the page, and the buttons for the language
middleware.py  a page in the language of who asks for it
"""
