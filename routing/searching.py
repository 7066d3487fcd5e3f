"""Finding open questions by the words that stand in them."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Func

from routing.models.referrals import ReferralQuerySet

MOST_WORDS = 10
CONFIG = "dutch"  # "berken" finds "berk"
_WORD = re.compile(r"[^\W_]+")


class _Lexemes(Func):
    """Of a text, or of the texts in a JSON value; their keys do not count."""

    template = f"to_tsvector('{CONFIG}', %(expressions)s)"
    output_field = SearchVectorField()


class _Together(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()


def about(referrals: ReferralQuerySet, words: str) -> ReferralQuerySet:
    """Those with all of these words, or words that begin so, in question or snapshot.

    All of them for "". No index: these are the open questions of a town.
    """
    wanted = _WORD.findall(words.lower())[:MOST_WORDS]
    if not words.strip():
        return referrals
    if not wanted:
        return referrals.none()
    query = SearchQuery(
        " & ".join(f"'{word}':*" for word in wanted), search_type="raw", config=CONFIG
    )
    said = _Together(_Lexemes(F("question")), _Lexemes(F("snapshot")))
    return referrals.annotate(said=said).filter(said=query)
