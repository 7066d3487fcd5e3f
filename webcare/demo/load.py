"""The demo municipality in the database: its departments, people, rules and channels."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from connectors import registry
from connectors.models import Account, App
from connectors.secrets import Secrets
from inbox.models import Label, SavedView
from routing.decide import Test
from routing.learning import load_places
from routing.models import Department, Place, ResponseNorm, Rule
from routing.rules import Plan, save
from webcare.demo import words
from webcare.models import Team, User
from webcare.roles import give_role
from webcare.talk import mapping
from webcare.talk.models import Outline
from webcare.talk.outlines import read_outlines

TOWN = Path(__file__).with_name("town.toml")
PLACES = TOWN.with_name("places.csv")
OUTLINES = TOWN.with_name("outlines.geojson")


@dataclass(frozen=True)
class Login:
    """A person of the demo, for who wants to try."""

    username: str
    name: str
    roles: tuple[str, ...]


def town() -> dict[str, Any]:
    return tomllib.loads(TOWN.read_text(encoding="utf-8"))


def logins() -> list[Login]:
    return [
        Login(person["username"], person["name"], tuple(person["roles"]))
        for person in town()["people"]
    ]


@transaction.atomic
def load(credentials: dict[str, dict[str, str]]) -> None:
    """Make what is not there yet; what someone changed since stays as it is.

    ``credentials`` is what the simulator says of the municipality: one dict for each platform.
    """
    plan = town()
    for department in plan["departments"]:
        _department(department)
    for norm in () if ResponseNorm.objects.exists() else plan["norms"]:
        ResponseNorm.objects.create(**norm)
    if not Place.objects.exists():
        load_places(PLACES.read_text(encoding="utf-8").splitlines())
    if not Outline.objects.exists():
        mapping.load(read_outlines(OUTLINES.read_text(encoding="utf-8")))
    for rule in plan["rules"]:
        _rule(rule["name"], rule["words"], rule["department"], rule)
    _to_find_again(plan)
    for person in plan["people"]:
        _person(person, plan["password"])
    for kind, details in accounts(credentials).items():
        _channel(kind, details, _app(kind, credentials))
    words.load()


def _to_find_again(plan: dict[str, Any]) -> None:
    for label in plan["labels"]:
        Label.objects.get_or_create(name=label["name"], defaults=label)
    for view in plan["views"]:
        SavedView.objects.get_or_create(name=view["name"], owner=None, defaults=view)


def _department(plan: dict[str, Any]) -> None:
    own = {name: plan[name] for name in ("name", "description", "email")}
    Department.objects.get_or_create(slug=plan["slug"], defaults=own)
    _rule(plan["name"], plan["words"], plan["slug"], {})


def _rule(name: str, words: str, department: str, more: dict[str, Any]) -> None:
    if Rule.objects.filter(name=name).exists():
        return
    plan = Plan(
        name,
        department,
        (Test("words", words),),
        kind=more.get("kind", ""),
        urgent=more.get("urgent", False),
        order=more.get("order"),
    )
    save(None, plan, None)


@cache
def _hashed(password: str) -> str:
    """Once for all who share it: hashing takes long on purpose."""
    return make_password(password)


def _person(plan: dict[str, Any], password: str) -> None:
    first, _, last = plan["name"].partition(" ")
    known = {"first_name": first, "last_name": last, "email": plan.get("email", "")}
    known["opens_next"] = plan.get("opens_next", False)  # who looks around stays where they are
    known["tour_over"] = not plan.get("new", False)  # only who is new is offered the tour
    user, made = User.objects.get_or_create(username=plan["username"], defaults=known)
    if not made:
        _address(user, known["email"])
        return
    user.password = _hashed(password)
    user.checked_since = timezone.now() if plan.get("checked") else None
    if team := plan.get("team"):
        user.team, _made = Team.objects.get_or_create(name=team)
    user.save()
    for role in plan["roles"]:
        give_role(user, role)
    for department in Department.objects.filter(slug__in=plan.get("departments", [])):
        department.members.add(user)


def _address(user: User, email: str) -> None:
    """For who has none: of a demo that was begun before people could be mailed."""
    if email and not user.email:
        user.email = email
        user.save(update_fields=["email"])


def _app(kind: str, credentials: dict[str, dict[str, str]]) -> App:
    gateway = registry.connector_class(kind).gateway
    details = {"name": "Webcare Voorbeeld", "credentials": apps(credentials)[gateway]}
    return App.objects.get_or_create(kind=gateway, defaults=details)[0]


def _channel(kind: str, details: dict[str, Any], app: App) -> None:
    """The app's secrets stand with the app alone."""
    shared = app.credentials.items()
    own = Secrets(pair for pair in details["credentials"].items() if pair not in shared)
    defaults = {**details, "app": app, "credentials": own}
    defaults["signed"] = kind == "x"  # as many municipalities do there
    account, _ = Account.objects.get_or_create(kind=kind, defaults=defaults)
    if account.app is None:  # of a demo that was begun before there were apps
        account.app = app
        account.save(update_fields=["app"])


def apps(credentials: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The secrets of the two apps, from what the simulator says of the municipality."""
    x, facebook, instagram = (credentials[kind] for kind in ("x", "facebook", "instagram"))
    return {
        "x": {
            "client_id": x["client_id"],
            "client_secret": x["client_secret"],
            "consumer_secret": x["consumer_secret"],
            "bearer_token": x["app_bearer"],
        },
        "meta": {
            "app_id": facebook["app_id"],
            "app_secret": facebook["app_secret"],
            "verify_token": "webcare-demo",
            **{
                name: instagram[theirs]
                for name, theirs in (
                    ("instagram_app_id", "app_id"),
                    ("instagram_app_secret", "app_secret"),
                )
                if theirs in instagram
            },
        },
    }


def accounts(credentials: dict[str, dict[str, str]]) -> dict[str, dict[str, Any]]:
    """The three channels, from what the simulator says of the municipality."""
    x, facebook, instagram = (credentials[kind] for kind in ("x", "facebook", "instagram"))
    return {
        "x": {
            "name": "Gemeente Voorbeeld",
            "external_id": x["user_id"],
            "handle": x["handle"],
            "credentials": {
                name: x[name]
                for name in ("client_id", "client_secret", "access_token", "refresh_token")
            },
        },
        "facebook": {
            "name": "Gemeente Voorbeeld",
            "external_id": facebook["page_id"],
            "handle": "",
            "credentials": {
                "page_token": facebook["page_token"],
                "app_secret": facebook["app_secret"],
            },
        },
        "instagram": {
            "name": "Gemeente Voorbeeld",
            "external_id": instagram["ig_id"],
            "handle": instagram["username"],
            "credentials": {
                "page_token": instagram["page_token"],
                "app_secret": instagram["app_secret"],
            },
        },
    }
