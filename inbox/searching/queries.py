"""What to look for in stored words: a piece of text becomes a tsquery.

A piece that is several words to PostgreSQL (“groen/geel”, “Z-2026-12”) means these words in a row.
A piece without words is to be kept out with ``has_words``: PostgreSQL finds nothing by it.
"""

from __future__ import annotations

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery

from inbox.searching.plain import has_words, plain

DUTCH, SIMPLE = "dutch", "simple"
AS_WRITTEN = "A"  # the weight of words as they stand; their stems have D
LONGEST_PIECE = 200  # characters; PostgreSQL refuses words of 2,048 bytes

Query = SearchQuery | CombinedSearchQuery


def word(piece: str) -> Query:
    """In any of its forms: “boom” finds “bomen”. What Dutch is full of (“de”) only as it stands."""
    return _query(piece, DUTCH) | _query(piece, SIMPLE, f":{AS_WRITTEN}")


def phrase(piece: str) -> Query:
    """These words as they stand, in this order."""
    return _query(piece, SIMPLE, f":{AS_WRITTEN}")


def beginning(piece: str) -> Query:
    """In any of its forms, or anything that begins so: what somebody is still typing."""
    return _query(piece, DUTCH) | _query(piece, SIMPLE, f":*{AS_WRITTEN}")


def name(piece: str) -> Query:
    """A word of a name, or how it begins. Names are kept as they stand."""
    return _query(piece, SIMPLE, ":*")


def name_as_written(piece: str) -> Query:
    """These words of a name, in this order."""
    return _query(piece, SIMPLE)


def postcode(piece: str) -> Query:
    """“3512 AB” and “3512AB” are the same place."""
    digits, letters = piece[:4], piece[4:].strip()
    return phrase(f"{digits} {letters}") | phrase(digits + letters)


def any_of(text: str, most: int = 60) -> Query | None:
    """Any of these words in any form, for what looks alike; None when it has no words.

    Order by ``SearchRank(Stored("text"), query)``.
    """
    pieces = [piece for piece in plain(text).split() if has_words(piece)]
    distinct = list(dict.fromkeys(piece[:LONGEST_PIECE].lower() for piece in pieces))[:most]
    if not distinct:
        return None
    raw = " | ".join(f"'{piece}'" for piece in distinct)
    return SearchQuery(raw, config=DUTCH, search_type="raw")


def _query(piece: str, config: str, suffix: str = "") -> SearchQuery:
    """Quoted: without punctuation there is nothing in it that PostgreSQL could take for more."""
    quoted = f"'{plain(piece)[:LONGEST_PIECE]}'{suffix}"
    return SearchQuery(quoted, config=config, search_type="raw")
