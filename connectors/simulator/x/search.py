"""The part of recent search's query language that an inbox uses."""

from __future__ import annotations

from collections.abc import Callable

from connectors.simulator.clock import DAY, now_ms
from connectors.simulator.world import Post, World
from connectors.simulator.x.problems import Problem, invalid
from connectors.simulator.x.text import leading_handles, prefix_of

MAX_QUERY = 512
_REACH = 7 * DAY

Test = Callable[[Post], bool]


def recent(world: World, query: str) -> list[Post]:
    """Posts of the last seven days that match ``query``. Raises Problem (400)."""
    if not query or len(query) > MAX_QUERY:
        raise invalid(f"Rule length must be between 1 and {MAX_QUERY}", {"query": query})
    tests = [_test(world, term) for term in query.split()]
    oldest = now_ms() - _REACH
    posts = (post for post in world.living("x") if post.at >= oldest)
    return [post for post in posts if all(test(post) for test in tests)]


def _test(world: World, term: str) -> Test:
    if term.startswith("-"):
        positive = _test(world, term[1:])
        return lambda post: not positive(post)
    if term.startswith("@"):
        handle = term[1:].casefold()
        return lambda post: handle in {each.casefold() for each in post.mentions}
    operator, colon, value = term.partition(":")
    if colon and value:
        return _operator(world, operator, value.casefold())
    if term in ("OR", "AND") or term.startswith("("):
        raise _unknown(term)
    return lambda post: term.casefold() in (prefix_of(post.audience) + post.text).casefold()


def _operator(world: World, operator: str, value: str) -> Test:
    if operator == "conversation_id":
        return lambda post: post.root == value
    if operator == "from":
        return lambda post: value in (post.author, world.author(post).handle.casefold())
    if operator == "to":
        return lambda post: _addressee(post) == value
    if operator == "is" and value == "reply":
        return lambda post: post.parent is not None
    if operator == "is" and value in ("retweet", "quote"):
        return lambda post: value == "quote" and post.quotes is not None
    raise _unknown(operator)


def _addressee(post: Post) -> str:
    handles = leading_handles(prefix_of(post.audience) + post.text)
    return handles[0][0].casefold() if handles else ""


def _unknown(operator: str) -> Problem:
    return invalid(
        "There were errors processing your request: Reference to invalid operator "
        f"'{operator}'. Operator is not available in current product or product packaging",
        {"query": operator},
    )
