"""Who is responsible, learned from examples: department, kind and sentiment of a message.

    text        how people type → words that can be counted
    features    words and pieces of words → numbers, each with its place in the text
    training    examples → a Classifier and a report; deterministic
    classifier  judges texts: three guesses, each with the words that spoke for it
    storing     a Classifier to bytes and back, without pickle
    corpus      examples and product words from CSV; starter: the corpus the project brings
    evaluation  how good it is on messages it has never seen

Method, figures and limits are in docs/routing.md.
"""

from routing.classifier.classifier import Classifier, Guess, Opinion
from routing.classifier.corpus import BadCorpus, Example, read_examples, read_words
from routing.classifier.evaluation import Report, evaluate
from routing.classifier.keeping import Compared, compare, held_back, pack, right_part, unpack
from routing.classifier.storing import NotTrusted, dumps, loads
from routing.classifier.training import CORRECTION, TooLittle, Trained, train
from routing.classifier.wordlist import ProductWord

__all__ = [
    "CORRECTION",
    "BadCorpus",
    "Classifier",
    "Compared",
    "Example",
    "Guess",
    "NotTrusted",
    "Opinion",
    "ProductWord",
    "Report",
    "TooLittle",
    "Trained",
    "compare",
    "dumps",
    "evaluate",
    "held_back",
    "loads",
    "pack",
    "read_examples",
    "read_words",
    "right_part",
    "train",
    "unpack",
]
