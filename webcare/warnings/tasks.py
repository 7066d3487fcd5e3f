"""Early warning in the background."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from inbox.alone import alone
from webcare.failing import Work, noted
from webcare.warnings import learning, others, signalling, telling
from webcare.warnings.signalling import LOOKING

log = logging.getLogger(__name__)


@shared_task
def look() -> None:
    """One process at a time. What one part cannot do keeps none of the others from it."""
    now = timezone.now()
    with alone(LOOKING) as mine:
        for work, part in PARTS.items() if mine else ():
            try:
                with noted(work):
                    part(now)
            except Exception:  # whatever went wrong in one, the others are looked at
                log.exception("A part of early warning failed; tried again at the next look.")


def _others(now: datetime) -> None:
    others.look(now, learning.usual(now))


PARTS = {Work.SPIKES: signalling.look, Work.OTHERS: _others, Work.TELLING: telling.tell}


@shared_task
def learn() -> None:
    with noted(Work.USUAL):
        learning.learn()
