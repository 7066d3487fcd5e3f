"""Getting at a department. What is not yours answers 404: see ``webcare.urls``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from routing.departments import changeable_by, visible_to
from routing.models import Department


def find(request: HttpRequest, pk: int) -> Department:
    """One this person may look at, or 404."""
    return get_object_or_404(visible_to(request.user), pk=pk)


def find_own(request: HttpRequest, pk: int) -> Department:
    """One this person may change, or 404."""
    return get_object_or_404(changeable_by(request.user), pk=pk)


def back(request: HttpRequest, department: Department, anchor: str = "") -> HttpResponse:
    """To its page; to the list for who took themselves off it."""
    if not visible_to(request.user).filter(pk=department.pk).exists():
        return to("departments")
    return to("department", department.pk, anchor=anchor)


def to(name: str, *args: object, anchor: str = "") -> HttpResponse:
    response = redirect(name, *args)
    response.status_code = 303
    if anchor:
        response["Location"] += f"#{anchor}"
    return response
