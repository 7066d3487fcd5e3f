"""Writing a canned answer. Each change keeps a version: who, when, and what it says since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from connectors.models import Account
from inbox.canned.variables import VARIABLES, unknown
from inbox.models import Canned, CannedVersion
from inbox.refusals import Refused
from routing.models import Department

if TYPE_CHECKING:
    from webcare.models import User

PLAIN = ("title", "shortcut", "text", "kind", "language", "active")


@dataclass(frozen=True)
class Step:
    """One version, with a sentence for each thing that changed. ``before``: the text it replaced,
    "" where the text stayed."""

    version: CannedVersion
    changes: list[str]
    before: str


def save(
    row: Canned,
    departments: Sequence[Department],
    accounts: Sequence[Account],
    by: User,
    *,
    seen: int = 0,
) -> Canned:
    """A new one, or one that says something else from now on. The row was validated.

    seen   the version that was on the screen. Raises Refused when there is a newer one by now, for
           a variable that does not exist, and for a name or shortcut that another has
    """
    check_variables(row.text)
    try:
        with transaction.atomic():
            _write(row, departments, accounts, by, seen)
    except IntegrityError as error:
        raise Refused(_("There is one with this name or shortcut already.")) from error
    return row


def check_variables(text: str) -> None:
    """Raises Refused for what stands between braces and is no variable."""
    if wrong := unknown(text):
        known = ", ".join(f"{{{{{name}}}}}" for name in VARIABLES)
        raise Refused(
            _("%(names)s cannot be filled in. There are: %(known)s.")
            % {"names": ", ".join(wrong), "known": known}
        )


def _write(
    row: Canned,
    departments: Sequence[Department],
    accounts: Sequence[Account],
    by: User,
    seen: int,
) -> None:
    stored = Canned.objects.select_for_update().filter(pk=row.pk).first() if row.pk else None
    if row.pk and (stored is None or stored.version != seen):
        raise Refused(_("A colleague changed this meanwhile. Load the page again to see it."))
    before = stored.versions.first() if stored else None
    row.version = seen
    row.save()
    row.departments.set(departments)
    row.accounts.set(accounts)
    said = _said(row, departments, accounts)
    if before is None or before.said != said:
        row.version = seen + 1
        row.save(update_fields=["version"])
        CannedVersion.objects.create(canned=row, number=row.version, said=said, by=by)


def _said(
    row: Canned, departments: Sequence[Department], accounts: Sequence[Account]
) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "review_by": row.review_by.isoformat() if row.review_by else "",
        "owner": str(row.owner or ""),
        "departments": sorted(str(one) for one in departments),
        "accounts": sorted(str(one) for one in accounts),
    }


# Who changed what --------------------------------------------------------------------------------


def history(row: Canned) -> list[Step]:
    """Every version, newest first, in words. One query."""
    versions = list(row.versions.select_related("by"))
    older = [*versions[1:], None]
    return [_step(now, was) for now, was in zip(versions, older, strict=False)]


def _step(now: CannedVersion, was: CannedVersion | None) -> Step:
    if was is None:
        return Step(now, [_("New.")], "")
    changes = list(_changes(was.said, now.said))
    before = was.said["text"] if was.said["text"] != now.said["text"] else ""
    return Step(now, changes, before)


def _changes(was: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for name, value in now.items():
        old = was.get(name)
        if old == value or name == "text":
            continue
        yield _("%(what)s: %(old)s → %(new)s.") % {
            "what": _label(name),
            "old": _spoken(name, old),
            "new": _spoken(name, value),
        }
    if was["text"] != now["text"]:
        yield _("Another text.")


def _label(name: str) -> str:
    try:
        label = str(Canned._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        label = name
    return label[:1].upper() + label[1:]


def _spoken(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value) or _("all")
    choices = dict(getattr(Canned._meta.get_field(name), "choices", None) or ())
    return str(choices.get(value, value)) or "–"
