"""The one word upwards: something arrived. It only wakes; the Arrival is the truth."""

from django.dispatch import Signal

arrived = Signal()  # arrival_ids: list[int], sent after commit
recovered = Signal()  # account_id: int, sent after commit, when an account works again
