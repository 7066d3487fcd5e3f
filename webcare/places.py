"""Where one can go in Webcare, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from routing.learning import overview as learning
from routing.rules import overview as rules
from webcare.around import Around


@dataclass(frozen=True)
class Place:
    """Somewhere to go.

    icon      names a symbol of the sprite
    about     says what is done there
    waiting   how many things wait there, of what is read for every page
    trouble   what is wrong there, in a few words; "" when nothing is
    unless    who has this permission has no need of it
    also      who has this permission may go there, too
    """

    url_name: str
    label: Promise
    permission: str
    icon: str = ""
    about: Promise | str = ""
    waiting: Callable[[Around], int] | None = None
    trouble: Callable[[], str] | None = None
    unless: str = ""
    also: str = ""

    def is_open_to(self, request: HttpRequest) -> bool:
        spared = bool(self.unless) and request.user.has_perm(self.unless)
        may = request.user.has_perm(self.permission)
        if self.also:
            may = may or request.user.has_perm(self.also)
        return may and not spared


PLACES = (
    Place("inbox", _("Inbox"), "inbox.view_conversation", "inbox"),
    Place(
        "day_along",
        _("A day along"),
        "inbox.view_conversation",
        "about",
        unless="inbox.work_conversation",
    ),
    Place("questions", _("My questions"), "routing.answer_referral", "questions"),
    Place("channels", _("Channels"), "connectors.view_account", "channels"),
    Place("letters", _("Mail"), "routing.sort_letter", "letter", waiting=attrgetter("letters")),
)
# What all of it comes to: one entry in the rail, and a tab above each page of it.
INSIGHT = Place("insight", _("Insight"), "", "insight")
INSIGHTS = (
    Place("figures", _("Figures"), "inbox.view_conversation", also="figures.view_case"),
    Place("talk", _("What people talk about"), "inbox.view_conversation"),
    Place("listening", _("Listening"), "inbox.work_conversation"),
    Place("searches", _("Listening"), "connectors.view_search", unless="inbox.work_conversation"),
    Place("hop_report", _("Forwardings"), "inbox.view_hop"),
    Place(
        "signals",
        _("Signals"),
        "warnings.view_signal",
        waiting=lambda around: len(around.signals),
    ),
    Place("reports", _("Reports"), "reports.take_along"),
)
HUB = Place("settings", _("Settings"), "", "administration")
SETTINGS = (
    Place(
        "departments",
        _("Departments"),
        "routing.view_department",
        about=_("Who answers for which department, who stands in, and what they may answer."),
    ),
    Place(
        "rules",
        _("Rules"),
        "routing.view_rule",
        about=_("Which words lead to which department. They go before what was learned."),
        trouble=rules.trouble,
    ),
    Place(
        "learning",
        _("Learning"),
        "routing.train",
        about=_("What the classifier learned, how good it is, and new examples for it."),
        trouble=learning.trouble,
    ),
    Place(
        "norms",
        _("Promised times"),
        "routing.change_responsenorm",
        about=_("Within what time people get an answer, and when that becomes urgent."),
    ),
    Place(
        "service_hours",
        _("Service hours"),
        "routing.change_servicehours",
        about=_("When the webcare team is there: weekdays, holidays and rosters."),
    ),
    Place(
        "greetings",
        _("Automatic answer"),
        "inbox.change_greeting",
        about=_("What citizens are told when nobody is there."),
    ),
    Place(
        "labels",
        _("Labels"),
        "inbox.change_label",
        about=_("Words that colleagues put on conversations, to find them again."),
    ),
    Place(
        "canned_answers",
        _("Canned answers"),
        "inbox.change_canned",
        about=_(
            "Words that are ready for what is asked often, and which of them to look at again."
        ),
    ),
    Place(
        "follow_up_texts",
        _("Is it solved?"),
        "inbox.change_followuptext",
        about=_("What citizens are asked some days after an answer."),
    ),
    Place(
        "talk_outlines",
        _("Outlines of neighbourhoods"),
        "talk.change_outline",
        about=_("From which the map of what people talk about is drawn."),
    ),
    Place(
        "measures",
        _("Blocked and muted"),
        "inbox.restrain_author",
        about=_("Whom we block or mute, why, and until when."),
    ),
    Place(
        "rude_words",
        _("Abusive words"),
        "inbox.change_rudewords",
        about=_("Which words fold a message away until somebody wants to read it."),
    ),
    Place(
        "crisis",
        _("Crisis mode"),
        "inbox.declare_crisis",
        about=_("Stops all automatic answers while something serious goes on."),
    ),
    Place(
        "four_eyes",
        _("Four eyes"),
        "inbox.ask_four_eyes",
        about=_("Whose answers a second colleague approves before the citizen reads them."),
    ),
    Place(
        "visits",
        _("Days along"),
        "inbox.plan_visit",
        about=_("Who looks along for a day, and whether they read the names of citizens."),
    ),
    Place(
        "admin:index",
        _("Administration"),
        "webcare.view_user",
        about=_("People and their roles, and everything else that is stored."),
    ),
)
