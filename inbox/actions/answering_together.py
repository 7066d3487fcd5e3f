"""One answer for a whole bundle: written, approved where that is asked, and sent to each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.bells import wake
from inbox.bundles.adapting import Adapted, adapt_all, check_adaptable
from inbox.bundles.approval import check_approved, check_may_approve
from inbox.models import Bundle, BundleAnswer, Bundled, Conversation, Delivery
from inbox.refusals import Refused

if TYPE_CHECKING:
    from webcare.models import User

AT_ONCE = 200  # conversations; who sent to them sees the next


@transaction.atomic
def write_together(
    bundle: Bundle,
    text: str,
    by: User,
    *,
    shorter: str = "",
    four_eyes: bool = False,
    after: int | None = None,
) -> BundleAnswer:
    """Write the answer of a bundle; nothing is sent yet. The same words again are the same answer.

    four_eyes  a colleague has to look before it is sent
    after      primary key of the answer that was on the screen, None for none: a newer one of a
               colleague refuses this one
    """
    text, shorter = text.strip(), shorter.strip()
    if not text:
        raise Refused(_("The answer is empty. Write something first."))
    check_adaptable(text)
    check_adaptable(shorter)
    row = _locked(bundle)
    newest = row.answers.last()
    given = (by.pk, text, shorter, four_eyes)
    if newest and given == (newest.by_id, newest.text, newest.shorter, newest.four_eyes):
        return newest
    if (newest.pk if newest else None) != after:
        raise Refused(_("A colleague wrote another answer meanwhile. Look at that one first."))
    return BundleAnswer.objects.create(
        bundle=row, text=text, shorter=shorter, four_eyes=four_eyes, by=by
    )


@transaction.atomic
def approve_together(answer: BundleAnswer, by: User) -> None:
    """A second colleague says that this answer may go, once for all in the bundle."""
    check_may_approve(answer, by)
    found = BundleAnswer.objects.filter(pk=answer.pk, approved_by=None)
    found.update(approved_by=by, approved_at=timezone.now())


@transaction.atomic
def send_together(answer: BundleAnswer, versions: Mapping[int, int], by: User) -> int:
    """Send the answer to these conversations of its bundle; how many were new.

    versions  of each conversation as it was on the screen, by primary key; where something
              happened since, that one is skipped and says so

    A conversation gets an answer once, however often this is asked.
    """
    bundle = _locked(answer.bundle)
    newest = bundle.answers.select_related("by").last()
    if newest is None or newest.pk != answer.pk:
        raise Refused(_("A colleague wrote another answer meanwhile. Look at that one first."))
    check_approved(newest)
    had = set(newest.deliveries.values_list("conversation", flat=True))
    made = [_delivery(newest, one, versions) for one in adapted(newest)]
    new = [one for one in made if one.conversation_id in versions.keys() - had]
    for one in Delivery.objects.bulk_create(new):
        wake("answer_one", one.pk)
    return len(new)


def adapted(answer: BundleAnswer) -> list[Adapted]:
    """What each conversation of the bundle would get that did not get it yet, ``AT_ONCE`` of them;
    those that were waiting longest first."""
    inside = answer.bundle.entries.filter(state=Bundled.State.IN)
    given = answer.deliveries.select_related("conversation__account", "conversation__author")
    rows = Conversation.objects.filter(bundled__in=inside).exclude(deliveries__answer=answer)
    shown = rows.select_related("account", "author", "assignee").order_by("waiting_since", "pk")
    written = given.exclude(state=Delivery.State.REFUSED)
    return adapt_all(shown[:AT_ONCE], answer.text, answer.shorter, answer.by, written)


def _locked(bundle: Bundle) -> Bundle:
    row = Bundle.objects.select_for_update().get(pk=bundle.pk)
    if row.state != Bundle.State.OPEN:
        raise Refused(_("This bundle is finished. Make a new one."))
    return row


def _delivery(answer: BundleAnswer, one: Adapted, versions: Mapping[int, int]) -> Delivery:
    """What cannot go by now says why."""
    return Delivery(
        answer=answer,
        conversation=one.conversation,
        version=versions.get(one.conversation.pk, 0),
        text=one.text,
        way=one.way.capability.value if one.way else "",
        split=one.split,
        state=Delivery.State.REFUSED if one.refused else Delivery.State.WAITING,
        why=str(one.refused),
    )
