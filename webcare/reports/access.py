"""Who comes here: team leads and administrators."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required

TAKES_ALONG = "reports.take_along"
takes_along = permission_required(TAKES_ALONG, raise_exception=True)
