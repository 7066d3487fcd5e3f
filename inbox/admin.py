"""What administrators see of the inbox in the admin: what is set up, and no conversation."""

from __future__ import annotations

from django.contrib import admin

from inbox.models import Label


@admin.register(Label)
class LabelAdmin(admin.ModelAdmin[Label]):
    """What was put on stays on: a label is taken out of use, not removed."""

    list_display = ("name", "colour", "order", "active")
