"""Webcare as an app on a phone: what the device is told of it, and what it keeps.

It keeps our own static files and one page that says that there is no connection. Nothing that a
citizen wrote, and no page of who is signed in.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from webcare.env import BASE_DIR
from webcare.themes import colours

WORKER = BASE_DIR / "static" / "sw.js"
ICONS = (("192", "any"), ("512", "any"), ("512-maskable", "maskable"))


@require_GET
@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """What the device shows of it before it is opened. For who is not signed in too."""
    described: dict[str, Any] = {
        "id": reverse("home"),
        "name": f"Webcare {settings.MUNICIPALITY}",
        "short_name": "Webcare",
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "standalone",
        "lang": settings.LANGUAGE_CODE,
        "theme_color": colours()["theme"],
        "background_color": colours()["background"],
        "icons": [
            {
                "src": static(f"icons/{name}.png"),
                "sizes": "x".join([name.partition("-")[0]] * 2),
                "type": "image/png",
                "purpose": purpose,
            }
            for name, purpose in ICONS
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_GET
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root because that is what it looks after."""
    script = WORKER.read_text(encoding="utf-8")
    files = [reverse("offline"), static("css/plain.css"), static("icon.svg")]
    version = hashlib.sha256("".join([script, *files]).encode()).hexdigest()[:12]
    known = {"version": version, "files": files, "assets": settings.STATIC_URL}
    body = f"const KEEP = {json.dumps(known)};\n{script}"
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response


@require_GET
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown where a page cannot be had. The same for everyone."""
    return render(request, "offline.html")
