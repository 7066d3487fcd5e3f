"""What clocks may differ by."""

from __future__ import annotations

from datetime import timedelta

CLOCK_SKEW = timedelta(minutes=5)  # between the platform's clock and ours, or those of two machines
