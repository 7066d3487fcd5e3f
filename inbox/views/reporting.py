"""What a press did, in a sentence, with a way to take it back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from inbox.undoing import Outcome

Said = Callable[[int], str]


def report(request: HttpRequest, outcome: Outcome, said: Said) -> None:
    """What was done, with a way to take it back, and by name what was not, and why."""
    if outcome.done:
        record = outcome.undo
        tags = f"undo-{record.pk}" if record else ""
        messages.success(request, said(outcome.done), extra_tags=tags)
    for why, names in outcome.refused.items():
        messages.error(request, f"{', '.join(names)}: {why}")


def claimed(done: int) -> str:
    return ngettext("You are on it.", "You are on %(number)d conversations.", done) % {
        "number": done
    }


def released(done: int) -> str:
    return ngettext("Let go.", "%(number)d conversations let go.", done) % {"number": done}


def handed_over(done: int) -> str:
    return ngettext("Handed over.", "%(number)d conversations handed over.", done) % {
        "number": done
    }


def labelled(done: int) -> str:
    return ngettext("Label put on.", "Label put on %(number)d conversations.", done) % {
        "number": done
    }


def unlabelled(done: int) -> str:
    return ngettext("Label taken off.", "Label taken off %(number)d conversations.", done) % {
        "number": done
    }


def undone(outcome: Outcome) -> str:
    """Which deed, and whose conversation: a key says nothing of that by itself."""
    said = ngettext(
        "Undone for %(name)s: %(deed)s.",
        "Undone for %(number)d conversations: %(deed)s.",
        outcome.done,
    )
    return said % {"name": outcome.names[-1], "number": outcome.done, "deed": outcome.deed}


def closed(done: int) -> str:
    return ngettext("Conversation finished.", "%(number)d conversations finished.", done) % {
        "number": done
    }


def put_away(done: int) -> str:
    return ngettext("Put away as spam.", "%(number)d conversations put away as spam.", done) % {
        "number": done
    }


def snoozed(done: int) -> str:
    return ngettext("Snoozed.", "%(number)d conversations snoozed.", done) % {"number": done}
