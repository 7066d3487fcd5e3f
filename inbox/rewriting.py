"""Writing fields of many rows at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

TOGETHER = 200  # rows in one statement


def rewrite(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of rows of one model that are there and locked, as they were read.

    ``bulk_update`` writes the same with a CASE for every field of every row, which takes some
    twenty times the processor's time. A row that was not locked and is gone would come back.
    """
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows,
            batch_size=TOGETHER,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=fields,
        )
