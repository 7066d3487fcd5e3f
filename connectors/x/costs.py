"""What a request to X costs, and what it leaves of our allowance.

Prices are those of pay-per-use (X docs, "Pricing", August 2026), in millionths of a US dollar.
Whether X charges for what it shows beside the things asked for is not documented; we count it.
What was seen before is free on the same day; the meter knows what was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from connectors.base import SHARED, Unreadable, Use
from connectors.http import Response
from connectors.payloads import fit, read
from connectors.x.errors import LONGEST_NUMBER, OF_THE_ACCOUNT, OF_THE_APP
from connectors.x.payloads import Answer, Beside, Listing
from connectors.x.text import has_link

POST, PERSON, DIRECT = 5_000, 10_000, 10_000
ANSWER, COLD_ANSWER, WITH_LINK, LETTER = 10_000, 15_000, 200_000, 15_000
DELETION, HIDING, LIKING, DESCRIPTION = 10_000, 5_000, 15_000, 5_000
COUNTING = 5_000
RESTRAINT = 15_000  # as other dealings with a person; X names no price for it

NO_LIMIT = 40_000  # what X names where none applies

Bill = Callable[[Response], Mapping[str, int]]  # things, and what each costs: see ``Use``


def free(_: Response) -> Mapping[str, int]:
    return {}


def flat(cost: int) -> Bill:
    """One thing for a fixed price."""
    return lambda _: {"": cost}


def per_post(known: int = 0) -> Bill:
    """Posts with their authors and the posts they refer to; up to ``known`` we had them."""

    def bill(response: Response) -> Mapping[str, int]:
        answer = _answer(response)
        fresh = [post for post in map(_beside, answer.data) if post and int(post.id) > known]
        people = {post.author_id for post in fresh}
        wanted = {reference.id for post in fresh for reference in post.references}
        others = [post for post in answer.includes.tweets if post.id in wanted]
        posts = {f"post:{post.id}": POST for post in [*fresh, *others]}
        return posts | {f"person:{number}": PERSON for number in people}

    return bill


def per_letter(known: int = 0) -> Bill:
    """Direct messages; up to ``known`` we had them."""

    def bill(response: Response) -> Mapping[str, int]:
        try:
            fresh = [number for number in read(Listing, response.content).ids if number > known]
        except Unreadable:
            return {}
        return {f"letter:{number}": DIRECT for number in fresh}

    return bill


def answer(text: str, *, cold: bool) -> Bill:
    """A post of ours; a link in it makes it dear."""
    return flat(WITH_LINK if has_link(text) else COLD_ANSWER if cold else ANSWER)


def uses_of(bucket: str, response: Response, bill: Bill) -> list[Use]:
    """What this response says of its bucket, and of the same one of the whole app: X counts some
    requests of all accounts together, each kind by itself. A refusal costs nothing."""
    things = bill(response) if response.ok else {}
    uses = [Use(bucket, things, *_tightest(response, OF_THE_ACCOUNT))]
    of_the_app = _tightest(response, OF_THE_APP)
    if of_the_app[0] is not None:
        uses.append(Use(f"{SHARED} {bucket}", {}, *of_the_app))
    return uses


def _tightest(
    response: Response, families: Iterable[str]
) -> tuple[int | None, int | None, datetime | None]:
    """Of these limits of X the one that has the fewest requests left."""
    named = [
        (left, most, reset)
        for family in families
        if (left := _number(response, f"{family}-remaining")) is not None
        and (most := _number(response, f"{family}-limit")) != NO_LIMIT
        and (reset := _moment(response, f"{family}-reset"))
    ]
    return min(named, key=lambda each: each[0], default=(None, None, None))


def _moment(response: Response, name: str) -> datetime | None:
    seconds = _number(response, name)
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _number(response: Response, name: str) -> int | None:
    value = response.headers.get(name, "")
    plain = value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER
    return int(value) if plain else None


def _answer(response: Response) -> Answer:
    try:
        return read(Answer, response.content)
    except Unreadable:
        return fit(Answer, {"meta": {}})


def _beside(value: object) -> Beside | None:
    try:
        return fit(Beside, value)
    except Unreadable:
        return None
