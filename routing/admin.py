"""Departments in the admin. Rules have a page of their own: see ``routing.views.rules``."""

from __future__ import annotations

from django.contrib import admin

from routing.models import Department


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    list_display = ("name", "slug", "active")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012
    filter_horizontal = ("members",)
    search_fields = ("name", "description")
