"""What who leads did in the town with months behind it: run inside ``manage.py shell`` of its demo,
and prints what is where. Which rows they are follows from the history, so the same seed gives the
same pictures.
"""

from __future__ import annotations

import json
from datetime import timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from inbox.models import Conversation, Message
from routing.models import Kind
from webcare.models import User
from webcare.reports import wall
from webcare.reports.models import Export
from webcare.reports.weekly import readers
from webcare.reports.wishes import Wish
from webcare.talk import actions
from webcare.talk.actions import Followed
from webcare.talk.models import Question
from webcare.warnings import actions as warnings
from webcare.warnings.actions import Peak
from webcare.warnings.models import Signal
from webcare.warnings.spikes import Scope

HANGING = 3  # compliments


def lead() -> None:
    """All of it. Prints the places that addresses of screens name."""
    lena, bas = User.objects.get(username="lena"), User.objects.get(username="bas")
    places = {
        "idea": _idea(lena, bas),
        "compliment": _compliments(lena),
        "complaint": _complaint(lena, bas),
        "asked": _question(lena),
        **_storm(lena),
    }
    _reports(lena)
    print(json.dumps(places))  # noqa: T201 - who started this reads it


def _newest(kind: Kind) -> QuerySet[Conversation]:
    rows = Conversation.objects.filter(kind=kind, private=False, messages__incoming=True)
    return rows.distinct().order_by("-created_at", "-pk")


def _first(conversation: Conversation) -> Message:
    return conversation.messages.filter(incoming=True).earliest("created_at")


def _idea(lena: User, bas: User) -> int:
    """One is taken up and one is for later."""
    taken, later = _newest(Kind.IDEA)[1:3]
    soon = timezone.localdate() + timedelta(days=9)
    step = Followed("taken_up", person=bas, next_step="Bespreken met de wijkraad", next_on=soon)
    actions.follow(taken, step, lena, seen=0)
    why = "Dit jaar is er geen geld voor. In maart kijken we opnieuw."
    actions.follow(later, Followed("not_now", reason=why), lena, seen=0)
    return taken.pk


def _compliments(lena: User) -> int:
    """Some hang on the wall; who opens the next one sees how one gets there."""
    rows = list(_newest(Kind.COMPLIMENT)[: HANGING + 1])
    for row in rows[1:]:
        said = _first(row)
        actions.pick(said, actions.safe(said.text, row.author), lena, agreed=False)
    return rows[0].pk


def _complaint(lena: User, bas: User) -> int:
    """One is dealt with by law, one by talking."""
    today, month = timezone.localdate(), timezone.now() - timedelta(days=30)
    complaints = _newest(Kind.COMPLAINT)
    talking, formal = complaints[1], complaints.filter(created_at__lt=month)[0]
    received = timezone.localdate(formal.created_at)
    actions.register(formal, lena, received_on=received, formal=True, handler=bas)
    actions.confirm(formal, lena)
    actions.register(talking, lena, received_on=today, formal=False, handler=lena)
    return formal.pk


def _question(lena: User) -> int:
    """Of what is asked most somebody noted that the website answers it."""
    often = Question.objects.annotate(number=Count("askings")).order_by("-number", "pk")
    first, second = often[:2]
    at = "https://www.gemeente-voorbeeld.example/afval"
    actions.mark(first, "answers", lena, address=at, owner=None)
    return second.pk


def _storm(lena: User) -> dict[str, int | str]:
    """Its signal, which nobody judged yet, and the word that was said most. The leak was real, the
    parade was known, and a lead expects the letters about taxes."""
    signals = Signal.objects.filter(kind=Signal.Kind.SPIKE)
    for about, verdict, reason in (("datalek", "true", ""), ("intocht", "false", "event")):
        for one in signals.filter(evidence__words__contains=[about]):
            warnings.mark(one, verdict, reason, lena)
    begins = timezone.now() + timedelta(days=12)
    letters = Peak("Belastingbrieven", Scope.ALL, "", begins, begins + timedelta(days=4), 3.0)
    warnings.expect(letters, lena)
    storm = signals.filter(evidence__words__contains=["storm"], serious=True).latest("since")
    return {"signal": storm.pk, "word": "storm"}


def _reports(lena: User) -> None:
    """Bas reads the weekly mail, a screen hangs in the hall, and a table is made each month."""
    readers.name(User.objects.get(username="bas").email, lena)
    wall.hang("Hal van het stadhuis", lena)
    wish = Wish(by="week", period="quarter", department="openbare-ruimte")
    name, each = "Openbare ruimte, per week", Export.Every.MONTH
    Export.objects.create(name=name, by=lena, wish=wish.kept, every=each)
