"""Work for the desk in the background: a primary key in, one action out."""

import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.contrib.auth import get_user_model
from django.core.cache import cache

from routing.mail import confirming, fetching, posting

FETCHING = "routing-mail-fetching"
LONGEST_FETCH = 900  # seconds after which a fetch that never ended is given up

log = logging.getLogger(__name__)


@shared_task
def mail_question(referral_id: int) -> None:
    posting.post(referral_id)


@shared_task
def confirm_answer(answer_id: int) -> None:
    confirming.confirm(answer_id)


@shared_task
def mail_due() -> None:
    posting.post_due()
    confirming.confirm_due()


@shared_task
def fetch_mail() -> None:
    """Two at once would do the same work twice; nothing comes out double."""
    if cache.add(FETCHING, 1, timeout=LONGEST_FETCH):
        try:
            fetching.fetch_mail()
        finally:
            cache.delete(FETCHING)


@shared_task
def train(user_id: int | None = None) -> None:
    """Asked for by this person; by the clock only when there is something new to learn."""
    from routing.learning import training

    if user_id is None:
        _learn(training.train_when_needed)
    else:
        _learn(partial(training.train, get_user_model().objects.get(pk=user_id)))


@shared_task
def train_waiting() -> None:
    """Where nothing was trained yet, and what somebody asked for while no worker heard it."""
    from routing.learning import training

    _learn(training.train_waiting)


def _learn(begin: Callable[[], object]) -> None:
    """How it went stands on the page of learning, too."""
    # Only who trains pays for scikit-learn: a second and 100 MB.
    from routing.learning import training

    try:
        begin()
    except (training.Busy, training.TooLittle) as told:
        log.warning("Nothing was learned: %s", told)
