"""What has to be mailed about a question, and to whom. It is drawn up here; ``routing.mail`` sends.

A ``Delivery`` stands for one letter to one address. A letter about the question holds all that was
said, so it takes the place of one that did not leave yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from routing.bells import wake
from routing.desk.holding import held, ring
from routing.desk.people import answering, colleagues, who_is_on_it
from routing.desk.refusals import Refused
from routing.models import Concept, Delivery, Department, Referral, Remark

if TYPE_CHECKING:
    from webcare.models import User

Kind = Delivery.Kind
ASKING = (Kind.QUESTION, Kind.UPDATE)  # letters that ask for an answer
ABOUT = (*ASKING, Kind.WITHDRAWN)
FROM_US = (Remark.Way.FROM_AGENT, Remark.Way.FROM_CITIZEN)
AGAIN_AFTER = timedelta(minutes=1)  # a second click mails nothing
LEASE = timedelta(minutes=10)  # longer than a mail server may take over one letter


@dataclass(frozen=True)
class Recipient:
    """``has_account``: they answer on their own page and need no link."""

    address: str
    has_account: bool = False


def at_department(referral: Referral) -> list[Recipient]:
    """The mailbox of the department; without one, all who answer there today."""
    if referral.department.email:
        return [Recipient(referral.department.email)]
    return _people(answering(referral.department))


def who_hears(referral: Referral, kind: Delivery.Kind) -> list[Recipient]:
    """Of news, who is on it; else the department."""
    on_it = _people(who_is_on_it(referral)) if kind == Kind.UPDATE else []
    return on_it or at_department(referral)


def all_who_hear(referral: Referral) -> list[Recipient]:
    """Of a letter that nobody may miss: who is on it, and the department."""
    both = [*who_hears(referral, Kind.UPDATE), *at_department(referral)]
    return list(dict.fromkeys(both))


def who_heard(referral: Referral) -> list[Recipient]:
    """Everyone at its department whom a letter about this question left for, or may have: a worker
    has it in hand."""
    if referral.mailed_at and not referral.deliveries.exists():  # of before the table
        return at_department(referral)
    left = asked_here(referral).exclude(sent_at=None, taken_at=None)
    return list(dict.fromkeys(Recipient(row.to, row.to_account) for row in left))


def without_address() -> list[int]:
    """Primary keys of departments with open questions where nobody can be mailed today."""
    asked = Referral.objects.open().values("department")
    silent = Department.objects.filter(email="", pk__in=asked)
    return [one.pk for one in silent if not _people(answering(one))]


def asked_here(referral: Referral) -> QuerySet[Delivery]:
    """The letters that asked its department, and not the one that had the question before."""
    moved = referral.deliveries.filter(kind=Kind.MOVED).aggregate(last=Max("number"))["last"] or 0
    return referral.deliveries.filter(kind__in=ASKING, number__gt=moved)


def draw_up(
    referral: Referral, kind: Delivery.Kind, to: Iterable[Recipient], by: User | None = None
) -> None:
    """Let this letter leave for these addresses. Call it with the row of the question locked."""
    rows = referral.deliveries
    newest = rows.aggregate(number=Max("number"))["number"] or _numbered_before(referral)
    # Each department that lost the question hears so: one farewell takes no other's place.
    same = {Kind.LOOK: (Kind.LOOK,), Kind.MOVED: ()}.get(kind, ABOUT)
    free(rows.filter(kind__in=same)).delete()
    Delivery.objects.bulk_create(
        Delivery(
            referral=referral,
            kind=kind,
            number=newest + 1,
            to=one.address,
            to_account=one.has_account,
            by=by,
        )
        for one in to
    )


def free(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those of them that have to leave and that no worker has in hand."""
    gone = timezone.now() - LEASE
    return rows.filter(Q(taken_at=None) | Q(taken_at__lt=gone), sent_at=None)


def _numbered_before(referral: Referral) -> int:
    """How many letters left before they stood in a table."""
    if referral.written_at is None:
        return 0
    return 1 + referral.remarks.filter(way__in=FROM_US).count()


def _people(users: QuerySet[User]) -> list[Recipient]:
    addresses = dict.fromkeys(users.exclude(email="").values_list("email", flat=True))
    return [Recipient(address, has_account=True) for address in addresses]


# Actions -----------------------------------------------------------------------------------------


def mail_again(referral: Referral, by: User) -> None:
    """Mail an open question anew, to the addresses as they are now: of who is on it, and of the
    department. Raises AlreadyClosed, Refused without an address, or a moment after the last time.
    """
    with held(referral):
        to = all_who_hear(referral)
        if not to:
            raise Refused(_("Nobody of this department has an e-mail address that we know."))
        since = timezone.now() - AGAIN_AFTER
        if referral.deliveries.filter(by__isnull=False, at__gt=since).exists():
            raise Refused(_("It was mailed again a moment ago. Look again in a minute."))
        said = referral.remarks.filter(way__in=FROM_US).exists()
        draw_up(referral, Kind.UPDATE if said else Kind.QUESTION, to, by)
        referral.written_at, referral.mail_problem = timezone.now(), ""
        referral.save(update_fields=["written_at", "mail_problem"])
        wake("mail_question", referral.pk)
        ring(referral)


def mail_trouble(referral: Referral) -> str:
    """Why mail about this open question does not arrive, in a sentence for the agent; "" if it
    does. No query."""
    if referral.state != Referral.State.OPEN or not referral.mail_problem:
        return ""
    return _("Not everybody gets the mail about this question. %(why)s") % {
        "why": referral.mail_problem
    }


def ask_to_look(concept: Concept) -> None:
    """Within ``held``: mail the colleagues who can approve this answer, once."""
    referral = concept.referral
    to = _people(colleagues(referral.department, concept.by)) or _mailbox(referral)
    draw_up(referral, Kind.LOOK, to)
    wake("mail_question", referral.pk)


def _mailbox(referral: Referral) -> list[Recipient]:
    """Where a colleague may read it who has no address of their own."""
    address = referral.department.email
    return [Recipient(address, has_account=True)] if address else []


def tell_moved(referral: Referral) -> None:
    """Within ``held``, before it leaves: whoever there was mailed about it need not answer.

    What a worker has in hand goes as well, so that it is not sent, or sent again. One who is about
    to take a letter in hand waits, and then finds it gone.
    """
    unsent = referral.deliveries.filter(sent_at=None).exclude(kind=Kind.MOVED)
    known = [row.pk for row in unsent.select_for_update()]
    draw_up(referral, Kind.MOVED, who_heard(referral))
    Delivery.objects.filter(pk__in=known).delete()
    referral.mail_problem = ""
    referral.save(update_fields=["mail_problem"])
    wake("mail_question", referral.pk)
