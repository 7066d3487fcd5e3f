"""What happens at the desk, told to the department by mail. The bells only wake a worker."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from routing.bells import wake
from routing.models import Answer, Remark, Source
from routing.signals import answered, referred, remarked, withdrawn


@receiver(referred, dispatch_uid="routing.mail.referred")
@receiver(withdrawn, dispatch_uid="routing.mail.withdrawn")
def mail_question(referral_id: int, **kwargs: Any) -> None:
    wake("mail_question", referral_id)


@receiver(remarked, dispatch_uid="routing.mail.remarked")
def mail_remark(remark_id: int, **kwargs: Any) -> None:
    for referral_id in Remark.objects.filter(pk=remark_id).values_list("referral", flat=True):
        wake("mail_question", referral_id)


@receiver(answered, dispatch_uid="routing.mail.answered")
def confirm_answer(answer_id: int, **kwargs: Any) -> None:
    if Answer.objects.filter(pk=answer_id, source=Source.LINK).exists():
        wake("confirm_answer", answer_id)
