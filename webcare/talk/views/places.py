"""The map by neighbourhood, and the file that it is drawn from."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from inbox.views.access import reads
from routing.models import Kind
from webcare.talk.gathering import gathered
from webcare.talk.mapping import begun, load, sheet
from webcare.talk.models import Outline
from webcare.talk.outlines import BadOutlines, read_outlines
from webcare.talk.outlines_csv import read_table
from webcare.talk.paging import page as paged
from webcare.talk.views.doing import to

DAYS = (7, 28, 91)
LARGEST = 5 * 1024 * 1024  # bytes

outlines_of = permission_required("talk.change_outline", raise_exception=True)


class OutlinesForm(forms.Form):
    """A GeoJSON file or a table, read to areas."""

    file = forms.FileField(
        label=gettext_lazy("File with the outlines: GeoJSON or CSV"),
        help_text=gettext_lazy(
            "One area for each neighbourhood, with “buurt”, “wijk” and “inwoners”. In a table the "
            "outline stands in a column “omtrek” as WKT, in degrees."
        ),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.csv,application/geo+json"}),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. Simplify the outlines."))
        try:
            text = file.read().decode("utf-8-sig")
            return read_table(text) if file.name.lower().endswith(".csv") else read_outlines(text)
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is no text in UTF-8.")) from error
        except BadOutlines as bad:
            raise forms.ValidationError(str(bad)) from bad


@require_GET
@reads
def page(request: HttpRequest) -> HttpResponse:
    days, kind = _asked(request)
    drawn = sheet(request.user, _since(days), kind)
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


@require_GET
@reads
def behind(request: HttpRequest) -> HttpResponse:
    """The conversations that a number of the map counts."""
    days, kind = _asked(request)
    named = request.GET.get("wijk", "")
    if not named or "\x00" in named:
        raise Http404
    counted = begun(request.user, _since(days), kind).filter(neighbourhood=named)
    rows = gathered(request.user, Kind.OTHER, of_any=True).filter(pk__in=counted.values("pk"))
    shown, place = paged(rows, request.GET.get("na", ""), "created_at")
    here = {"wijk": named, "dagen": days, **({"soort": kind} if kind else {})}
    context = {
        "tab": "map",
        "named": named,
        "days": days,
        "kind": Kind(kind).label if kind else "",
        "rows": shown,
        "back": urlencode({name: value for name, value in here.items() if name != "wijk"}),
        "more": f"?{urlencode(here)}&na={place}" if place else "",
    }
    return render(request, "talk/spot.html", context)


def _asked(request: HttpRequest) -> tuple[int, str]:
    """The days, and the kind or "" for all."""
    asked, kind = request.GET.get("dagen", ""), request.GET.get("soort", "")
    days = int(asked) if asked in map(str, DAYS) else DAYS[1]
    return days, kind if kind in Kind.values else ""


def _since(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


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
