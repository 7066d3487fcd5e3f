"""Roles as data: which permissions each kind of colleague has.

Code asks for permissions, never for a role. A role is a Django group that follows this table at
every migrate; an administrator gives people roles in the admin.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_noop

from webcare.models import User

READ = ["inbox.view_conversation"]
LABELS = [f"inbox.{verb}_label" for verb in ("view", "add", "change")]
WORK = [
    *READ,
    "inbox.see_names",
    "inbox.work_conversation",
    "routing.sort_letter",
    "warnings.view_signal",
    "connectors.view_search",
]
SIGNALS = ["warnings.view_signal", "warnings.change_signal"]

ROLES: dict[str, list[str]] = {
    gettext_noop("Agent"): WORK,
    gettext_noop("Official"): ["routing.answer_referral"],
    # Looks after their own department: who answers, who stands in, what they may answer.
    gettext_noop("Department manager"): [
        "routing.answer_referral",
        "routing.view_department",
        "routing.manage_own_department",
    ],
    gettext_noop("Team lead"): [
        *WORK,
        "inbox.refer_again",
        "inbox.reassign_conversation",
        "inbox.restrain_author",
        "inbox.declare_crisis",
        "inbox.plan_visit",
        "inbox.ask_four_eyes",
        "inbox.view_hop",
        "figures.view_case",
        "figures.view_person",
        "reports.take_along",
        "reports.get_weekly",
        "inbox.share_view",
        *LABELS,
        *SIGNALS,
        "inbox.change_canned",
        "inbox.change_followuptext",
        "talk.pick_praise",
        "talk.handle_complaint",
        "connectors.view_account",
        "connectors.add_search",
        "connectors.change_search",
        "routing.view_rule",
        "routing.view_department",
        "routing.train",
    ],
    gettext_noop("Administrator"): [
        "connectors.view_account",
        "connectors.add_account",
        "connectors.change_account",
        *(
            f"connectors.{verb}_{model}"
            for model in ("app", "search")
            for verb in ("view", "add", "change")
        ),
        "connectors.view_arrival",
        "connectors.change_arrival",
        *(f"routing.{verb}_department" for verb in ("view", "add", "change", "delete")),
        "routing.sort_letter",
        "routing.train",
        "routing.view_rule",
        "routing.change_rule",
        "routing.change_responsenorm",
        "talk.change_outline",
        "routing.change_servicehours",
        "inbox.change_greeting",
        "inbox.share_view",
        "inbox.change_canned",
        "inbox.change_followuptext",
        "inbox.change_rudewords",
        "inbox.declare_crisis",
        "inbox.ask_four_eyes",
        "inbox.view_hop",
        "figures.view_case",
        "reports.take_along",
        *LABELS,
        *SIGNALS,
        "webcare.view_user",
        "webcare.add_user",
        "webcare.change_user",
        *(f"webcare.{verb}_team" for verb in ("view", "add", "change", "delete")),
        "auth.view_group",
        "authtoken.view_tokenproxy",
        "authtoken.add_tokenproxy",
        "authtoken.delete_tokenproxy",
    ],
    gettext_noop("Observer"): READ,
}
STAFF_ROLES = {"Administrator", "Team lead"}


def sync_roles(**kwargs: Any) -> None:
    """Make the groups say what this table says. Runs after every migrate."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions

    for app in apps.get_app_configs():
        create_permissions(app, verbosity=0)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, wanted in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in wanted])


def give_role(user: User, role: str) -> None:
    """Let this person work in a role; roles add up."""
    user.groups.add(Group.objects.get(name=role))
    if role in STAFF_ROLES and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
