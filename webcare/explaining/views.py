"""The page with every explanation, for who works here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from webcare.explaining.states import SUBJECTS


@require_GET
def explained(request: HttpRequest) -> HttpResponse:
    return render(request, "explaining/page.html", {"subjects": SUBJECTS})
