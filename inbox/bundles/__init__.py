"""The same question more than once: noticed, gathered in a bundle, and answered together.

    likeness.py   how alike two conversations are, and why; pure
    noticing.py   finds conversations that are alike, as messages come in
    adapting.py   what each conversation of a bundle would get, and what it cannot
    delivering.py gives each its answer, by itself

What colleagues do with a bundle is in ``inbox.actions.bundling``.
"""
