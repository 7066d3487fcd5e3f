"""Counting what an account asks of its platform, and saying when to leave it alone."""

from __future__ import annotations

from connectors.base import Use


class AccountMeter:
    """``connectors.base.Meter`` on the tables Usage and Allowance."""

    def __init__(self, account_id: int) -> None:
        self.account_id = account_id

    def check(self, bucket: str) -> None:
        """Raises ConnectorError THROTTLED or BUDGET while this bucket is empty."""

    def note(self, use: Use) -> None:
        """Add this request to the day's usage, and remember what is left."""
