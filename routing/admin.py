"""Departments in the admin: whether there is one. All else of them has pages of its own."""

from __future__ import annotations

from django.contrib import admin

from routing.models import Department


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    list_display = ("name", "slug", "active")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012
    fields = ("name", "slug", "active")
    search_fields = ("name", "description")
