"""Recent search's query language, as far as an inbox uses it (X API docs, "Build a query").

Words, "phrases" and operators stand beside each other for and, with ``OR`` between them for or;
``-`` turns one around, and parentheses hold them together. And binds tighter than or.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from connectors.simulator.clock import DAY, HOUR, MINUTE, now_ms, x_time
from connectors.simulator.world import Post, World
from connectors.simulator.x.problems import Problem, invalid
from connectors.simulator.x.text import leading_handles, prefix_of

MAX_QUERY = 512
_REACH = 7 * DAY
_TOKEN = re.compile(r'\s*(-?\(|\)|-?(?:[a-z_]+:)?"[^"]*"|[^\s()]+)')
_DEEPEST = 20

Test = Callable[[Post], bool]


def recent(world: World, query: str) -> list[Post]:
    """Public posts of the last seven days that match ``query``. Raises Problem (400)."""
    if not query.strip() or len(query) > MAX_QUERY:
        raise invalid(f"Rule length must be between 1 and {MAX_QUERY}", {"query": query})
    test = Query(world, query).parse()
    oldest = now_ms() - _REACH
    posts = (post for post in world.living("x") if post.at >= oldest)
    return [post for post in posts if test(post) and not world.author(post).protected]


def tally(world: World, query: Mapping[str, str]) -> dict[str, Any]:
    """How many posts match in each hour or day of the last seven days (X API docs, "Get count of
    recent Posts"). Raises Problem (400)."""
    step = {"minute": MINUTE, "hour": HOUR, "day": DAY}.get(query.get("granularity", "hour"))
    if step is None:
        raise invalid("The `granularity` query parameter is not valid", dict(query))
    now = now_ms()
    times = [post.at for post in recent(world, query.get("query", "")) if post.visible_at <= now]
    starts = range(now - _REACH, now, step)
    data = [
        {
            "start": x_time(start),
            "end": x_time(min(start + step, now)),
            "tweet_count": sum(start <= at < start + step for at in times),
        }
        for start in starts
    ]
    return {"data": data, "meta": {"total_tweet_count": len(times)}}


class Query:
    """Reads a query once, from left to right."""

    def __init__(self, world: World, query: str) -> None:
        self.world = world
        self.query = query
        self.tokens = _TOKEN.findall(query)
        self.depth = 0
        self.alone = 0

    def parse(self) -> Test:
        """What a post must satisfy. Raises Problem (400) for what X would not understand."""
        test = self._any()
        if self.tokens:
            raise self._wrong(f"unexpected {self.tokens[0]}")
        if not self.alone:
            raise self._wrong("at least one standalone operator is needed")
        return test

    def _any(self) -> Test:
        choices = [self._all()]
        while self.tokens and self.tokens[0] == "OR":
            self.tokens.pop(0)
            choices.append(self._all())
        return choices[0] if len(choices) == 1 else lambda post: any(t(post) for t in choices)

    def _all(self) -> Test:
        tests = []
        while self.tokens and self.tokens[0] not in ("OR", ")"):
            tests.append(self._one(self.tokens.pop(0)))
        if not tests:
            raise self._wrong("something is missing")
        return tests[0] if len(tests) == 1 else lambda post: all(test(post) for test in tests)

    def _one(self, word: str) -> Test:
        if word.startswith("-") and len(word) > 1:
            before = self.alone
            positive = self._one(word[1:])
            self.alone = before
            return lambda post: not positive(post)
        return self._group() if word == "(" else self._term(word)

    def _group(self) -> Test:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._wrong("too many parentheses")
        test = self._any()
        if not self.tokens or self.tokens.pop(0) != ")":
            raise self._wrong("a parenthesis is not closed")
        self.depth -= 1
        return test

    def _term(self, word: str) -> Test:
        if word == "AND":
            raise self._wrong("AND is not an operator")
        operator, colon, value = word.partition(":")
        if colon and value and operator.islower() and not word.startswith('"'):
            return self._operator(operator, value.strip('"').casefold())
        self.alone += 1
        if word.startswith("@"):
            handle = word[1:].casefold()
            return lambda post: handle in {each.casefold() for each in post.mentions}
        return _phrase(word.strip('"'))

    def _operator(self, operator: str, value: str) -> Test:
        world = self.world
        tests: dict[str, Test] = {
            "conversation_id": lambda post: post.root == value,
            "in_reply_to_tweet_id": lambda post: post.parent == value,
            "quotes_of_tweet_id": lambda post: post.quotes == value,
            "from": lambda post: value in (post.author, world.author(post).handle.casefold()),
            "to": lambda post: _addressee(post) == value,
            "url": lambda post: value in post.text.casefold(),
        }
        if operator in tests:
            self.alone += 1
            return tests[operator]
        leaning: dict[str, dict[str, Test]] = {
            "is": {
                "reply": lambda post: post.parent is not None,
                "quote": lambda post: post.quotes is not None,
                "retweet": lambda _: False,
                "verified": lambda _: False,
            },
            "has": {
                "media": lambda post: bool(post.media),
                "images": lambda post: bool(post.media),
                "links": lambda post: "://" in post.text,
                "mentions": lambda post: bool(post.mentions),
            },
        }
        if operator == "lang":
            return lambda _: value == "nl"
        if value in leaning.get(operator, {}):
            return leaning[operator][value]
        raise _unknown(operator)

    def _wrong(self, what: str) -> Problem:
        return invalid(f"There were errors processing your request: {what}", {"query": self.query})


def _phrase(words: str) -> Test:
    """Whole words in this order, capitals and punctuation aside."""
    inner = r"\W+".join(re.escape(word) for word in words.split())
    pattern = re.compile(rf"(?<!\w){inner}(?!\w)", re.IGNORECASE)
    return lambda post: pattern.search(prefix_of(post.audience) + post.text) is not None


def _addressee(post: Post) -> str:
    handles = leading_handles(prefix_of(post.audience) + post.text)
    return handles[0][0].casefold() if handles else ""


def _unknown(operator: str) -> Problem:
    return invalid(
        "There were errors processing your request: Reference to invalid operator "
        f"'{operator}'. Operator is not available in current product or product packaging",
        {"query": operator},
    )
