"""From what is wanted to a query of recent search (X API docs, "Build a query")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from connectors.base import Unsearchable, Wanted

# Characters of a query: of pay-per-use (X docs, "Rate limits", August 2026), and of Enterprise.
LONGEST, LONGEST_OF_ENTERPRISE = 512, 1024
NO_REPOSTS = "-is:retweet"

_PLAIN = re.compile(r"[\w]+")
_ACCOUNT = re.compile(r"(?:@|from:)[A-Za-z0-9_]{1,15}")
_OPERATOR = re.compile(r"-?[a-z_]+:\S+", re.IGNORECASE)
_TAG = re.compile(r"(?=\w*[^\W\d_])\w+")  # not of digits alone
_BETWEEN = {"or", "and"}  # what X reads as more than a word


def phrase(wanted: Wanted, own: Sequence[str], longest: int) -> str:
    """Raises Unsearchable."""
    tag = wanted.hashtag.strip().removeprefix("#")
    if tag and not _TAG.fullmatch(tag):
        raise Unsearchable(_("“%(tag)s” is no hashtag: write one word.") % {"tag": tag})
    about = [*_terms(wanted.words), *_any(wanted.one_of), *_any(wanted.places)]
    about += [f"#{tag}"] if tag else []
    if not about:
        raise Unsearchable(_("Write at least one word that has to be in it."))
    without = [f"-{term}" for term in _terms(wanted.none_of)]
    language = [f"lang:{wanted.language}"] if wanted.language else []
    ours = [f"-from:{handle}" for handle in own if handle]
    query = " ".join([*about, *without, *language, NO_REPOSTS, *ours])
    if len(query) > longest:
        told = {"length": len(query), "longest": longest}
        raise Unsearchable(
            _("The query has %(length)d characters, and X takes %(longest)d. Leave words out.")
            % told
        )
    return query


def without_reposts(query: str) -> str:
    """The same for a query that was saved before it was made of fields."""
    if NO_REPOSTS in query.split():
        return query
    whole = f"({query})" if " OR " in query else query
    return f"{whole} {NO_REPOSTS}"


def _any(words: Iterable[str]) -> list[str]:
    terms = list(_terms(words))
    return [f"({' OR '.join(terms)})"] if len(terms) > 1 else terms


def _terms(words: Iterable[str]) -> Iterable[str]:
    """Quoted wherever X could read more than words in it."""
    for flat in words:
        if _ACCOUNT.fullmatch(flat):
            yield flat
        elif _OPERATOR.fullmatch(flat):
            raise Unsearchable(
                _("“%(word)s” is an operator of X. Write words; the rest is chosen below.")
                % {"word": flat}
            )
        elif re.search(r"\w", flat):
            plain = _PLAIN.fullmatch(flat) and flat.lower() not in _BETWEEN
            yield flat if plain else f'"{flat}"'
