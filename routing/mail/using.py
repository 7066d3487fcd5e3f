"""A letter becomes the answer of a department, with the files that came with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from routing import desk
from routing.mail import values
from routing.mail.keeping import left_out
from routing.mail.senders import called
from routing.models import Answer, Letter, Referral, Source

if TYPE_CHECKING:
    from webcare.models import User

LONGEST_ANSWER = Answer._meta.get_field("text").max_length or 8000


def use(
    row: Letter,
    letter: values.Letter,
    referral: Referral,
    user: User | None = None,
    *,
    text: str = "",
) -> Answer:
    """This letter answers this question. Call it in a transaction; save ``row.left_out`` after.

    user   the account of who wrote it, where that is sure
    text   other words than those we found in the letter

    Raises AlreadyClosed.
    """
    words = (text or letter.text).strip()
    missing = [_kept_along(referral, one) for one in letter.attachments]
    if len(words) > LONGEST_ANSWER:
        missing.append(left_out(_("the end of the text"), len(words), values.Why.TOO_LARGE.value))
        words = words[:LONGEST_ANSWER]
    elif letter.truncated and not text:
        missing.append(left_out(_("the end of the text"), 0, values.Why.CUT.value))
    if letter.look_below and not text:
        missing.append(left_out("", 0, values.Why.BELOW.value))
    given = desk.answer(referral, words, user, sender=_sender(letter, user), source=Source.MAIL)
    row.left_out = [*row.left_out, *filter(None, missing)]
    return given


def _kept_along(referral: Referral, file: values.Attachment) -> dict[str, object] | None:
    """Keep it with the question; what was not, and why."""
    try:
        desk.enclose(
            referral,
            file.name,
            file.mime,
            ContentFile(file.content, name=file.name),
            of_department=True,
        )
    except desk.NotKept as refused:
        return left_out(file.name, len(file.content), str(refused))
    return None


def _sender(letter: values.Letter, user: User | None) -> str:
    """Empty where the account says it. Words that were passed on are told to be another's."""
    if letter.forwarded and letter.author:
        told = _("%(sender)s, who passed on words of %(author)s") % {
            "sender": called(letter),
            "author": letter.author,
        }
        return told[:300]
    return "" if user else called(letter) or _("Unknown sender")
