"""The banners above every page: what is wrong, for whom it concerns."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from inbox import troubles
from inbox.troubles import Trouble
from inbox.unmailed import ReminderTrouble, reminder_troubles
from routing.mail import mailboxes
from routing.mail.mailboxes import MailTrouble


def banners(request: HttpRequest) -> dict[str, Any]:
    """For templates; each is asked for only where it is shown."""
    return {
        "troubled_channels": SimpleLazyObject(lambda: _channels(request)),
        "troubled_mailbox": SimpleLazyObject(lambda: _mailbox(request)),
        "troubled_reminders": SimpleLazyObject(lambda: _reminders(request)),
    }


def _channels(request: HttpRequest) -> list[Trouble]:
    """What is wrong with channels, for those who work with them."""
    sees = ("inbox.view_conversation", "connectors.view_account")
    return troubles.troubles() if any(request.user.has_perm(each) for each in sees) else []


def _mailbox(request: HttpRequest) -> MailTrouble | None:
    return mailboxes.trouble() if request.user.has_perm("routing.sort_letter") else None


def _reminders(request: HttpRequest) -> list[ReminderTrouble]:
    """Whom mail does not reach, for who leads or repairs; danger for everybody who can look."""
    user = request.user
    if user.has_perm("inbox.refer_again") or user.has_perm("webcare.view_user"):
        return reminder_troubles()
    if user.has_perm("inbox.work_conversation"):
        return [one for one in reminder_troubles() if one.danger]
    return []
