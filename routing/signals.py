"""The one word upwards: a department spoke. It only wakes; the Answer is the truth."""

from django.dispatch import Signal

answered = Signal()  # answer_id: int, sent after commit
