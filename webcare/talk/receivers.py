"""What others tell: which conversations were counted anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from webcare.figures.signals import counted
from webcare.talk.keeping import behind


@receiver(counted)
def _behind(pks: Sequence[int], **_kwargs: Any) -> None:
    behind(pks)
