"""Which conversations a search finds.

Every word has to be somewhere in the conversation: in a message, in a note or in the name of the
citizen. A word with a minus may be nowhere in it.
"""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.models import Conversation, Message, Note
from inbox.searching import people, queries
from inbox.searching.narrowing import narrowed
from inbox.searching.parsing import MOST_TERMS, Asked, How, Term, Why
from inbox.searching.queries import Query
from inbox.searching.stored import Stored

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from inbox.querysets import ConversationQuerySet
    from webcare.models import User

    Reader = User | AnonymousUser

IN_TEXT = {
    How.WORD: queries.word,
    How.BEGINNING: queries.beginning,
    How.PHRASE: queries.phrase,
    How.POSTCODE: queries.postcode,
}


def find(
    conversations: ConversationQuerySet, asked: Asked, user: Reader, now: datetime
) -> tuple[ConversationQuerySet, list[str]]:
    """The conversations that fit, and in sentences what could not be searched for."""
    for term in asked.terms:
        fits = _with(term, user)
        conversations = conversations.exclude(fits) if term.without else conversations.filter(fits)
    conversations, problems = narrowed(conversations, asked, user, now)
    return conversations, [*_problems(asked), *problems]


def any_wanted(asked: Asked) -> Query | None:
    """Any of the words that have to be there, to point at them; None where there are none."""
    wanted = [in_text(term) for term in asked.wanted]
    return reduce(or_, wanted) if wanted else None


def in_text(term: Term) -> Query:
    return IN_TEXT[term.how](term.words)


def in_names(term: Term) -> Query:
    as_written = term.how is How.PHRASE
    return (queries.name_as_written if as_written else queries.name)(term.words)


def _with(term: Term, user: Reader) -> Q:
    """Conversations that have it somewhere. Three look-ups, each by its own index."""
    query = in_text(term)
    messages = _conversations_of(Message, query).filter(conversation__isnull=False)
    notes = _conversations_of(Note, query)
    theirs = Conversation.objects.filter(author__in=people.found(user, in_names(term)))
    return Q(pk__in=messages.union(notes, theirs.values("pk"), all=True))


def _conversations_of(model: type[Message | Note], query: Query) -> QuerySet[Any, Any]:
    rows = model._default_manager.alias(stored=Stored("text")).filter(stored=query)
    return rows.order_by().values("conversation")


def _problems(asked: Asked) -> list[str]:
    said = [
        _("There is no search word “%(name)s:”. We looked for these words instead.")
        % {"name": term.unknown}
        for term in asked.terms
        if term.unknown
    ]
    said += [
        _("Nothing stands behind “%(typed)s”.") % {"typed": left.typed}
        for left in asked.left
        if left.why is Why.EMPTY
    ]
    too_many = [left for left in asked.left if left.why is Why.TOO_MANY]
    if too_many:
        said.append(
            ngettext(
                "Only the first %(most)d words are searched; %(count)d was left out.",
                "Only the first %(most)d words are searched; %(count)d were left out.",
                len(too_many),
            )
            % {"most": MOST_TERMS, "count": len(too_many)}
        )
    if asked.left and len(asked.left) == len(asked.pieces) and not said:
        said.append(_("There is no word in this to search for."))
    return said
