"""The map by neighbourhood, and the file that it is drawn from."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from inbox.views.access import reads
from routing.models import Kind
from webcare.talk.mapping import load, sheet
from webcare.talk.models import Outline
from webcare.talk.outlines import BadOutlines, read_outlines
from webcare.talk.views.doing import to

DAYS = (7, 28, 91)
LARGEST = 5 * 1024 * 1024  # bytes

outlines_of = permission_required("talk.change_outline", raise_exception=True)


class OutlinesForm(forms.Form):
    """A GeoJSON file, read to areas."""

    file = forms.FileField(
        label=gettext_lazy("GeoJSON file"),
        help_text=gettext_lazy(
            "One area for each neighbourhood, with the properties “buurt”, “wijk” and “inwoners”."
        ),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. Simplify the outlines."))
        try:
            return read_outlines(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is no text in UTF-8.")) from error
        except BadOutlines as bad:
            raise forms.ValidationError(str(bad)) from bad


@require_GET
@reads
def page(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("dagen", "")
    days = int(asked) if asked in map(str, DAYS) else DAYS[1]
    kind = request.GET.get("soort", "")
    kind = kind if kind in Kind.values else ""
    drawn = sheet(request.user, timezone.now() - timedelta(days=days), kind)
    context = {
        "tab": "map",
        "days": days,
        "periods": DAYS,
        "kind": kind,
        "kinds": Kind.choices,
        "sheet": drawn,
        "on_the_map": [spot for spot in drawn.spots if spot.drawn],
        "rated": any(spot.rate is not None for spot in drawn.spots),
    }
    return render(request, "talk/map.html", context)


@require_http_methods(["GET", "POST"])
@outlines_of
def outlines(request: HttpRequest) -> HttpResponse:
    form = OutlinesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        number = load(form.cleaned_data["file"])
        said = ngettext(
            "%(number)d area is on the map.", "%(number)d areas are on the map.", number
        )
        messages.success(request, said % {"number": number})
        return to("talk_outlines")
    context = {"form": form, "known": Outline.objects.all()}
    return render(request, "talk/outlines.html", context)
