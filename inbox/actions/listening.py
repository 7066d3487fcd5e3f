"""Saved searches: made, changed, agreed to and stopped. We listen to subjects, not to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.models import Account, Search
from inbox.models import Listened, Listening
from inbox.refusals import Refused
from inbox.searches.people import MOST_DAYS_OF_A_PERSON

if TYPE_CHECKING:
    from routing.models import Department
    from webcare.models import User

Verb = Listened.Verb


@dataclass(frozen=True)
class Plan:
    """What is listened to, and why.

    wanted   the fields of ``connectors.base.Wanted``, to fill in again
    person   what in it is somebody's name or account, "" for a subject
    """

    name: str
    query: str
    wanted: Mapping[str, Any]
    every: int = Search.Every.QUARTER
    ends_at: datetime | None = None
    reason: str = ""
    department: Department | None = None
    person: str = ""


def save_search(account: Account, plan: Plan, by: User, search: Search | None = None) -> Search:
    """Listen to this from now on; a person only once a second colleague agreed.

    search   the one to change, None for a new one
    """
    check_plan(plan)
    try:
        with transaction.atomic():
            return _saved(account, plan, by, search)
    except IntegrityError as error:
        raise Refused(_("Another search asks this already.")) from error


def agree(search: Search, by: User, mark: str) -> None:
    """A second colleague saw who is listened to and why.

    mark   of what they saw (``Listening.mark``); refused when it was changed meanwhile
    """
    with transaction.atomic():
        listening = _locked(search)
        if not listening.waits_for_agreement:
            raise Refused(_("Nobody asks for that any more."))
        if listening.mark != mark:
            raise Refused(_("It was changed meanwhile. Look first at what it asks now."))
        if listening.owner_id == by.pk:
            raise Refused(_("Somebody else has to agree with this."))
        if listening.search.ended:
            raise Refused(_("Its end has passed."))
        listening.agreed_by, listening.agreed_at = by, timezone.now()
        listening.save(update_fields=["agreed_by", "agreed_at"])
        Search.objects.filter(pk=search.pk).update(active=True)
        _tell(search, Verb.AGREED, by, reason=listening.reason)


def switch_on(search: Search, by: User) -> None:
    with transaction.atomic():
        listening = _locked(search)
        if not listening.search.wanted:
            raise Refused(_("This search was never tried. Change it: try it first, and save it."))
        if listening.waits_for_agreement:
            raise Refused(_("A second colleague has to agree first."))
        if listening.search.ended:
            raise Refused(_("Its end has passed. Choose another one first."))
        if Search.objects.filter(pk=search.pk, active=False).update(active=True):
            _tell(search, Verb.ON, by)


def switch_off(search: Search, by: User) -> None:
    with transaction.atomic():
        if Search.objects.filter(pk=search.pk, active=True).update(active=False):
            _tell(search, Verb.OFF, by)


def end_searches(now: datetime) -> int:
    """Those of which the end came are off, and say so. How many."""
    over = list(Search.objects.filter(active=True, ends_at__lte=now))
    for search in over:
        with transaction.atomic():
            if Search.objects.filter(pk=search.pk, active=True).update(active=False):
                _tell(search, Verb.ENDED, None)
    return len(over)


def check_plan(plan: Plan) -> None:
    """Raises Refused where this may not be listened to, tried out included."""
    if not plan.name.strip():
        raise Refused(_("Give the search a name."))
    if plan.ends_at and plan.ends_at <= timezone.now():
        raise Refused(_("Choose an end in the future."))
    if not plan.person:
        return
    if not plan.reason.strip():
        raise Refused(
            _("“%(person)s” seems to be a person or an account. Write why, and until when.")
            % {"person": plan.person}
        )
    latest = timezone.now() + timedelta(days=MOST_DAYS_OF_A_PERSON)
    if plan.ends_at is None or plan.ends_at > latest:
        raise Refused(
            _("A search about a person ends within %(days)d days.")
            % {"days": MOST_DAYS_OF_A_PERSON}
        )


def _saved(account: Account, plan: Plan, by: User, search: Search | None) -> Search:
    row, verb = search or Search(account=account), Verb.CHANGED if search else Verb.MADE
    if search:
        _locked(search)
    row.name, row.query, row.wanted = plan.name.strip(), plan.query, dict(plan.wanted)
    row.every, row.ends_at = plan.every, plan.ends_at
    row.active = row.active and not plan.person
    row.save()
    listening = Listening.objects.filter(search=row).first() or Listening(search=row, owner=by)
    listening.reason, listening.person = plan.reason.strip(), plan.person
    listening.department = plan.department
    listening.agreed_by = listening.agreed_at = None
    if plan.person:
        listening.owner = by  # whoever asks for it now is not the one who agrees
    listening.save()
    told = {"query": plan.query, "reason": listening.reason, "person": plan.person}
    _tell(row, verb, by, **told)
    if plan.person:
        _tell(row, Verb.ASKED, by, person=plan.person)
    return row


def _locked(search: Search) -> Listening:
    """What we say of it, nobody else's until the transaction ends; made for one of before."""
    Search.objects.select_for_update().get(pk=search.pk)
    Listening.objects.get_or_create(search_id=search.pk)
    return Listening.objects.select_related("search").get(search=search.pk)


def _tell(search: Search, verb: Listened.Verb, by: User | None, **data: object) -> None:
    Listened.objects.create(search=search, verb=verb, by=by, data=data)
