"""Which cases a measure is about, where several are about the same."""

from __future__ import annotations

from django.db.models import Q

from webcare.figures.models import Case

# Not taken back.
ASKED = Q(outcome__in=[Case.Outcome.ANSWERED, Case.Outcome.FINISHED, Case.Outcome.WAITING])
ANSWERED = Q(outcome=Case.Outcome.ANSWERED)
DEALT_WITH = ANSWERED & Q(done_at__isnull=False)
