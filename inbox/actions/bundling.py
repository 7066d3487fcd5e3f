"""Gathering conversations about the same, and letting them go again.

What makes two colleagues meet is the database: a conversation has one place in a bundle that is not
finished, and who comes second is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from inbox.bells import QUEUE, conversation_bell, ring
from inbox.bundles.noticing import recount
from inbox.models import Bundle, Bundled, Conversation, Crisis, Delivery, Event
from inbox.refusals import Refused
from inbox.standing import tell

if TYPE_CHECKING:
    from webcare.models import User

MOST = 200  # conversations in one bundle that a colleague gathers
LONGEST_TITLE = 120


@transaction.atomic
def gather(
    conversations: Iterable[Conversation],
    by: User | None,
    *,
    title: str = "",
    bundle: Bundle | None = None,
) -> Bundle:
    """Put these in a bundle: in this one, or in a new one.

    One that is in another bundle stays there; look at ``entries`` for what came in. Raises Refused
    when none can come in, when the bundle is finished, and beyond ``MOST``.

    by   None for a crisis, which gathers by itself and without end
    """
    rows = sorted(conversations, key=lambda row: row.pk)
    if bundle is None:
        bundle = Bundle.objects.create(state=Bundle.State.OPEN, made_by=by)
    bundle = _open(bundle, by)
    if title.strip():
        bundle.title = title.strip()[:LONGEST_TITLE]
    elif not bundle.title:
        bundle.title = _common(rows)
    inside = bundle.entries.filter(state=Bundled.State.IN).count()
    if by and inside + len(rows) > MOST:
        raise Refused(_("A bundle holds at most %(most)d conversations.") % {"most": MOST})
    taken = [row for row in rows if _put_in(bundle, row, by)]
    if not taken and by:
        raise Refused(_("Choose conversations that are not in another bundle."))
    bundle.save()
    recount(bundle.pk)
    _show(taken)
    return bundle


def _open(bundle: Bundle, by: User | None) -> Bundle:
    """Locked. What was only noticed is from now on a bundle of who gathers it."""
    row = Bundle.objects.select_for_update().get(pk=bundle.pk)
    if row.state == Bundle.State.DONE:
        raise Refused(_("This bundle is finished. Make a new one."))
    if row.state == Bundle.State.NOTICED:
        row.state, row.made_by, row.made_at = Bundle.State.OPEN, by, timezone.now()
    return row


def _common(rows: Sequence[Conversation]) -> str:
    """What we know that they share, and the day, until somebody thinks of a better title. Never
    what citizens wrote: it may be private, and they may take it back."""
    day = date_format(timezone.localdate(), "j F")
    return f"{_shared(rows) or _('Conversations that are alike')}, {day}"[:LONGEST_TITLE]


def _shared(rows: Sequence[Conversation]) -> str:
    """The place or else the department of all of them; "" where they differ."""
    places = {"" if row.private else row.neighbourhood or row.district for row in rows}
    if len(places) == 1 and (place := places.pop()):
        return place
    departments = {row.department_id for row in rows}
    return str(rows[0].department or "") if len(departments) == 1 else ""


def _put_in(bundle: Bundle, row: Conversation, by: User | None) -> bool:
    """False when it is in another bundle, or in this one already."""
    # That it seemed to belong to another bundle is no reason to keep it from this one.
    elsewhere = Bundled.objects.filter(conversation=row, state=Bundled.State.PROPOSED)
    for old in elsewhere.exclude(bundle=bundle):
        old.delete()
        recount(old.bundle_id)
    known = Bundled.objects.filter(bundle=bundle, conversation=row).first()
    if known and known.state == Bundled.State.IN:
        return False
    entry = known or Bundled(bundle=bundle, conversation=row)
    entry.state, entry.by, entry.at = Bundled.State.IN, by, timezone.now()
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        return False
    tell(row, Event.Verb.BUNDLED, by, bundle=bundle.pk)
    return True


@transaction.atomic
def take_out(bundle: Bundle, conversation: Conversation, by: User) -> None:
    """Say that it is not about the same. It is not proposed for this bundle again."""
    row = Bundle.objects.select_for_update().get(pk=bundle.pk)
    entry = row.entries.live().filter(conversation=conversation).first()
    if entry is None:
        raise Refused(_("This conversation is not in the bundle any more."))
    if row.state == Bundle.State.DONE:
        raise Refused(_("This bundle is finished."))
    was_in = entry.state == Bundled.State.IN
    entry.state, entry.by, entry.at = Bundled.State.OUT, by, timezone.now()
    entry.save(update_fields=["state", "by", "at"])
    waiting = Delivery.objects.filter(answer__bundle=row, conversation=conversation)
    waiting.filter(state=Delivery.State.WAITING).update(
        state=Delivery.State.REFUSED, why=_("A colleague took it out of the bundle.")
    )
    if was_in:
        tell(conversation, Event.Verb.UNBUNDLED, by, bundle=row.pk)
    recount(row.pk)
    _show([conversation])


@transaction.atomic
def rename_bundle(bundle: Bundle, title: str) -> None:
    """Raises Refused without a title."""
    if not title.strip():
        raise Refused(_("Give the bundle a title, such as “Power failure in the harbour”."))
    Bundle.objects.filter(pk=bundle.pk).update(title=title.strip()[:LONGEST_TITLE])


@transaction.atomic
def finish_bundle(bundle: Bundle, by: User) -> None:
    """Done: what is in it can come in another bundle again. Raises Refused for a second time."""
    row = Bundle.objects.select_for_update().get(pk=bundle.pk)
    if row.state == Bundle.State.DONE:
        raise Refused(_("This bundle is finished."))
    if Crisis.objects.standing().filter(bundle=row).exists():
        raise Refused(_("This bundle is of the crisis that lasts. It is finished with that."))
    row.state, row.done_by, row.done_at = Bundle.State.DONE, by, timezone.now()
    row.save(update_fields=["state", "done_by", "done_at"])
    gone = list(Conversation.objects.filter(bundled__in=row.entries.live()))
    row.entries.filter(state=Bundled.State.PROPOSED).delete()
    row.entries.filter(state=Bundled.State.IN).update(state=Bundled.State.STAYED)
    _show(gone)


def _show(rows: Iterable[Conversation]) -> None:
    ring(QUEUE, *(conversation_bell(row.pk) for row in rows))
