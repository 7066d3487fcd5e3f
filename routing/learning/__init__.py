"""What routing learns from, and the versions of what it learned.

    examples.py  corrections by colleagues, files, and the starter corpus
    training.py  examples → a new version, used only when it is better
    versions.py  keeping versions, and going back to one
    attempts.py  how the last training went, also when nothing came of it
    overview.py  what the page shows of all this
    disagreeing.py  texts of which colleagues say different things
    exporting.py what is learned from, as CSV
    gazetteer.py loading the places of the municipality

Training needs numpy and scikit-learn, which take a second and 100 MB: it is imported by who trains.
"""

from routing.learning.examples import Loaded, begin, correct, forget, load_examples, load_words
from routing.learning.gazetteer import load_places
from routing.learning.versions import NotUsable, activate

__all__ = [
    "Loaded",
    "NotUsable",
    "activate",
    "begin",
    "correct",
    "forget",
    "load_examples",
    "load_places",
    "load_words",
]
