"""Work for the desk in the background: a primary key in, one action out."""

import logging

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
    # Only who trains pays for scikit-learn: a second and 100 MB.
    from routing.learning import training

    try:
        if user_id is None:
            training.train_when_needed()
        else:
            training.train(get_user_model().objects.get(pk=user_id))
    except (training.Busy, training.TooLittle) as told:
        log.warning("Nothing was learned: %s", told)
