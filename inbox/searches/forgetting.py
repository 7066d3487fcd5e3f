"""What nobody took in is forgotten, and so are searches about people, some days after their end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from connectors.forgetting import forget_query
from connectors.models import Account, Search
from inbox.ingest.turns import wait_for_turn
from inbox.models import Find, Listened
from inbox.searches.people import MOST_DAYS_OF_A_PERSON
from inbox.searches.repeats import regroup, strays

DISMISSED = timedelta(days=1)  # so long somebody may want it back
AT_ONCE = 5000
# So long somebody may look at what a search about a person found, or ask for it anew.
AFTER_ITS_END = timedelta(days=7)


def forget_finds(now: datetime) -> int:
    """Clear what was found long enough ago, and what was dismissed; how many rows went."""
    accounts = Account.objects.filter(finds__isnull=False).distinct().order_by("pk")
    return sum(_forget(account, now) for account in accounts)


@transaction.atomic
def _forget(account: Account, now: datetime) -> int:
    """In the account's turn: what is taken in at this moment stays. What says the same as what
    goes, and was found later, comes in its place."""
    wait_for_turn(account)
    old = Q(found_at__lt=now - timedelta(days=settings.FIND_DAYS))
    dismissed = Q(state=Find.State.DISMISSED, at__lt=now - DISMISSED)
    rows = Find.objects.filter(old | dismissed, account=account).order_by("pk")
    going = dict(rows.values_list("pk", "words")[:AT_ONCE])
    _, gone = Find.objects.filter(pk__in=going).delete()
    regroup(account, {*going.values(), *strays(account)})
    return gone.get("inbox.Find", 0)


def forget_people(now: datetime) -> int:
    """Searches about a person of which the end is some days ago go, with their history and what
    only they found and nobody took in. How many.

    Of a search that is about a subject since, the history tells no more about whom it was.
    """
    over = Search.objects.filter(ends_at__lt=now - AFTER_ITS_END, listening_for__person__gt="")
    gone = [search for search in over.select_related("account") if _forget_search(search, now)]
    longest = timedelta(days=MOST_DAYS_OF_A_PERSON) + AFTER_ITS_END
    told = Listened.objects.filter(at__lt=now - longest, data__has_key="person")
    told.exclude(data__person="").exclude(search__listening_for__person__gt="").update(data={})
    return len(gone)


@transaction.atomic
def _forget_search(search: Search, now: datetime) -> bool:
    """Unless it was given another end meanwhile. In the account's turn, as it may be found with."""
    wait_for_turn(search.account)
    row = Search.objects.select_for_update().filter(pk=search.pk).first()
    if row is None or row.ends_at is None or row.ends_at >= now - AFTER_ITS_END:
        return False
    links = Find.searches.through.objects
    others = links.exclude(search=row.pk).values("find")
    only = Find.objects.filter(searches=row.pk).exclude(pk__in=others)
    going = dict(only.exclude(state=Find.State.TAKEN).values_list("pk", "words"))
    Find.objects.filter(pk__in=going).delete()
    regroup(search.account, going.values())
    forget_query(search.account, row.query)
    row.delete()
    return True
