"""The versions of the classifier: which is used, and which can be used again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from routing.models import Trained
from routing.signals import learned

if TYPE_CHECKING:
    from webcare.models import User

KEPT = 20  # versions that can be used again; of older ones only the figures stay


class NotUsable(ValueError):
    """A version that cannot be used any more, in words for the administrator."""


@transaction.atomic
def keep(*, use: bool, against: int | None = None, **said: Any) -> Trained:
    """A new version, with the next number. ``said``: the other fields of it.

    ``against``: the version it was compared with. Is another in use by now, then a colleague chose
    that while this one learned, and it stays.
    """
    _lock()
    last = Trained.objects.aggregate(last=Max("number"))["last"] or 0
    active = Trained.objects.filter(active=True).values_list("number", flat=True).first()
    if use and active != against:
        told = _("A colleague chose version %(number)d while this one learned.")
        use, said["why"] = False, told % {"number": active or 0}
    if use:
        Trained.objects.filter(active=True).update(active=False)
    made = Trained.objects.create(number=last + 1, active=use, **said)
    if use:
        _tell()
    _empty_old_ones()
    return made


@transaction.atomic
def activate(number: int, by: User) -> Trained:
    """Use this version from now on. Raises NotUsable, and Trained.DoesNotExist.

    Who goes back to an older one has a reason: what is trained at night is not used until a
    colleague trains by hand or chooses a newer one.
    """
    _lock()
    row = Trained.objects.get(number=number)
    if row.active:
        return row
    _check(row)
    report = {name: value for name, value in row.report.items() if name != "chosen"}
    if Trained.objects.filter(number__gt=number).exists():
        report["chosen"] = {"by": str(by), "at": timezone.now().isoformat()}
    Trained.objects.filter(active=True).update(active=False)
    row.active, row.report, row.problem = True, report, ""
    row.why = _("%(name)s chose this version.") % {"name": by}
    row.save(update_fields=["active", "report", "problem", "why"])
    _tell()
    return row


def chosen(row: Trained | None) -> bool:
    """Whether a colleague went back to it."""
    return bool(row and "chosen" in row.report)


def _check(row: Trained) -> None:
    from routing.classifier import NotTrusted, loads

    if not row.model:
        raise NotUsable(
            _("Version %(number)d is too long ago; only its figures were kept.")
            % {"number": row.number}
        )
    try:
        loads(bytes(row.model))
    except NotTrusted as error:
        raise NotUsable(str(error)) from error


def _tell() -> None:
    transaction.on_commit(partial(learned.send_robust, sender=Trained))


def _lock() -> None:
    """One at a time gives out numbers and changes what is used."""
    list(Trained.objects.select_for_update().order_by("pk").values_list("pk"))


def _empty_old_ones() -> None:
    newest = Trained.objects.order_by("-number").values_list("number", flat=True)[:KEPT]
    old = Trained.objects.filter(active=False).exclude(number__in=list(newest))
    old.exclude(model=b"").update(model=b"", learned=b"")
