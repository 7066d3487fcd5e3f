"""Connecting accounts: off to the platform, back with a permission, and what that is good for.

What is under way stands in the session of who began it, encrypted, for a quarter of an hour.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.base import Candidate, ConnectorError, Login, Reason
from connectors.models import Account, App
from connectors.secrets import Secrets, Undecipherable, decrypt, encrypt

Session = MutableMapping[str, Any]

LASTS = 15 * 60  # seconds; X gives a code 30 seconds, but a person may have to find a password
ATTEMPT = "connecting"
OFFER = "connecting_offer"
DENIED = ("access_denied", "user_denied")


class Interrupted(Exception):
    """Connecting went no further. ``str()`` is a sentence for the screen."""


@dataclass(frozen=True)
class Attempt:
    """One way to a platform and back.

    account   pk of the account that is to be repaired; None for whatever there is
    """

    app: int
    login: str
    state: str
    verifier: str
    redirect_uri: str
    person: int
    account: int | None = None


@dataclass(frozen=True)
class Offer:
    """What the permission is good for, until the administrator chose."""

    app: int
    person: int
    candidates: tuple[Candidate, ...]
    account: int | None = None


def logins(app: App) -> list[Login]:
    """The ways to connect for which this app has the credentials."""
    always = [field.name for field in app.gateway_class.credential_fields if field.required]
    return [
        login
        for login in app.gateway_class.logins
        if all(app.credentials.get(need) for need in (*always, *login.needs))
    ]


def begin(
    session: Session, app: App, login: str, redirect_uri: str, person: int, account: int | None
) -> None:
    """Start over: whatever was under way in this session is forgotten."""
    session.pop(OFFER, None)
    attempt = Attempt(
        app=app.pk,
        login=login,
        state=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(64),
        redirect_uri=redirect_uri,
        person=person,
        account=account,
    )
    _keep(session, ATTEMPT, asdict(attempt))


def way_out(session: Session) -> tuple[App, str] | None:
    """The app, and where at its platform the administrator gives permission."""
    if not (kept := _kept(session, ATTEMPT)):
        return None
    attempt = Attempt(**kept)
    app = App.objects.filter(pk=attempt.app).first()
    if app is None:
        return None
    there = app.connect().authorise_url(
        attempt.login, attempt.redirect_uri, attempt.state, attempt.verifier
    )
    return app, there


def come_back(session: Session, query: Mapping[str, str], person: int) -> None:
    """Turn what the platform sent along into an Offer. Works once. Raises Interrupted."""
    kept = _kept(session, ATTEMPT)
    session.pop(ATTEMPT, None)
    if not kept or kept["person"] != person:
        raise Interrupted(_("This took longer than a quarter of an hour. Begin once more."))
    attempt = Attempt(**kept)
    if not constant_time_compare(query.get("state", ""), attempt.state):
        raise Interrupted(_("This answer does not belong to what you began. Begin once more."))
    app = App.objects.get(pk=attempt.app)
    _stop_when_refused(app, query)
    try:
        found = app.connect().redeem(
            attempt.login, attempt.redirect_uri, query["code"], attempt.verifier
        )
    except ConnectorError as error:
        raise Interrupted(_in_words(app, error)) from error
    if not found:
        raise Interrupted(
            _("%(platform)s knows no account or page that this person administers.") % _of(app)
        )
    offer = {"app": app.pk, "person": person, "account": attempt.account}
    _keep(session, OFFER, {**offer, "candidates": [_plain(each) for each in found]})


def _stop_when_refused(app: App, query: Mapping[str, str]) -> None:
    refusal = query.get("error") or query.get("error_reason") or query.get("error_code")
    if refusal in DENIED:
        raise Interrupted(
            _("You gave no permission at %(platform)s. Nothing was changed.") % _of(app)
        )
    if refusal or not query.get("code"):
        words = query.get("error_description") or query.get("error_message") or refusal or ""
        raise Interrupted(
            _("%(platform)s gave no permission: “%(words)s”. Nothing was changed.")
            % {**_of(app), "words": words[:300]}
        )


WHY: dict[Reason, Promise] = {
    Reason.UNAVAILABLE: gettext_lazy(
        "%(platform)s cannot be reached. Nothing was changed. Try once more in a while."
    ),
    Reason.THROTTLED: gettext_lazy(
        "%(platform)s asks us to wait. Nothing was changed. Try once more in a while."
    ),
    Reason.CREDENTIALS: gettext_lazy(
        "%(platform)s does not accept what the app says: “%(words)s”. Look at the app's "
        "credentials, and whether the return address is entered at the platform."
    ),
}


def _in_words(app: App, error: ConnectorError) -> str:
    fallback = gettext_lazy("%(platform)s refused: “%(words)s”. Nothing was changed.")
    words = error.detail or error.reason.value
    return str(WHY.get(error.reason, fallback)) % {**_of(app), "words": words}


def _of(app: App) -> dict[str, str]:
    return {"platform": str(app.gateway_class.label)}


def offer(session: Session, person: int) -> Offer | None:
    """What there is to choose from, while it lasts."""
    kept = _kept(session, OFFER)
    if not kept or kept["person"] != person:
        return None
    candidates = tuple(_candidate(each) for each in kept.pop("candidates"))
    return Offer(candidates=candidates, **kept)


def forget(session: Session) -> None:
    session.pop(OFFER, None)


@transaction.atomic
def connect(offered: Offer, chosen: Collection[tuple[str, str]]) -> list[Account]:
    """Make or repair the accounts with these (kind, external id).

    One that was here before keeps its history, its cursor and its settings.
    """
    app = App.objects.get(pk=offered.app)
    return [
        _connect(app, candidate)
        for candidate in offered.candidates
        if (candidate.kind, candidate.external_id) in chosen
    ]


def _connect(app: App, candidate: Candidate) -> Account:
    key = {"kind": candidate.kind, "external_id": candidate.external_id}
    # Two administrators may connect the same account at the same moment.
    made, _new = Account.objects.get_or_create(**key, defaults={"name": candidate.name[:100]})
    account = Account.objects.select_for_update(no_key=True).get(pk=made.pk)
    now = timezone.now()
    account.app = app
    account.handle = candidate.handle[:100] or account.handle
    account.credentials = Secrets(candidate.credentials)
    account.active = True
    account.state = Account.State.OK
    account.problem = account.problem_detail = ""
    account.poll_after = None
    account.token_expires_at = candidate.expires_at
    account.token_renewed_at = now
    account.missing = list(candidate.missing)
    account.examined_at = now
    account.save()
    return account


# In the session ----------------------------------------------------------------------------------


def _keep(session: Session, name: str, data: Mapping[str, Any]) -> None:
    body = json.dumps({**data, "until": time.time() + LASTS})
    session[name] = encrypt({"body": body})


def _kept(session: Session, name: str) -> dict[str, Any] | None:
    try:
        data: dict[str, Any] = json.loads(decrypt(session[name])["body"])
    except (KeyError, ValueError, Undecipherable):
        return None
    return data if data.pop("until") > time.time() else None


def _plain(candidate: Candidate) -> dict[str, Any]:
    expires = candidate.expires_at.isoformat() if candidate.expires_at else None
    return {
        **asdict(replace(candidate, credentials=dict(candidate.credentials))),
        "expires_at": expires,
    }


def _candidate(plain: Mapping[str, Any]) -> Candidate:
    expires = plain["expires_at"]
    return Candidate(
        **{
            **plain,
            "expires_at": datetime.fromisoformat(expires) if expires else None,
            "missing": tuple(plain["missing"]),
            "credentials": Secrets(plain["credentials"]),
        }
    )
