"""Every screen of which a picture is made, in the order in which that happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tests.screenshots.steps import (
    LONG,
    Step,
    a_colleague_answers,
    a_thread,
    fill_in,
    key,
    press,
    press_on,
    see,
    sign_in_wrongly,
    then,
    try_a_search,
    write,
)

THEMES = ["voorbeeld", "denhaag", "ma"]
SIZES = {360: 740, 768: 1024, 1440: 900}
# How wide they are kept: to read in the first house style, to compare in the others.
KEPT = {360: 320, 768: 480, 1440: 880}
COMPARED = {360: 180, 768: 320, 1440: 480}
NOBODY = ""


@dataclass(frozen=True)
class Screen:
    """One picture in each house style and at each width.

    address  may name a place of the day: "/inbox/{trees}/"
    do       what happens on the page first
    show     a CSS selector of what has to be in sight; "" begins at the top
    past     whether its picture is made in a town with months behind it, in the first house style
    """

    name: str
    title: str
    address: str = "/inbox/"
    who: str = "anouk"
    do: Step | None = None
    show: str = ""
    scheme: Literal["light", "dark"] = "light"
    contrast: Literal["no-preference", "more"] = "no-preference"
    past: bool = False

    @property
    def themes(self) -> Sequence[str]:
        return THEMES[:1] if self.past else THEMES


WRITE = "#composer"
ABOUT = "#context"


def _asked(name: str, title: str, of: str, do: Step | None = None, show: str = "") -> Screen:
    """A conversation on Anouk's screen."""
    return Screen(name, title, f"/inbox/{{{of}}}/", do=do, show=show)


def _past(
    name: str,
    title: str,
    address: str,
    who: str = "lena",
    do: Step | None = None,
    show: str = "",
    scheme: Literal["light", "dark"] = "light",
) -> Screen:
    """A page of Insight, which says little in a town that began this morning."""
    return Screen(name, title, address, who, do, show, scheme, past=True)


BEFORE = (
    Screen("sign-in", "Signing in", "/login/", NOBODY),
    Screen("sign-in-refused", "A wrong password", "/login/", NOBODY, sign_in_wrongly),
    Screen("queue-empty", "Everything is answered"),
    Screen("questions-empty", "An official without questions", "/vragen/", "bram"),
    Screen("bundles-empty", "No bundles", "/bundels/"),
    Screen("mail-empty", "No mail to sort", "/post/"),
    Screen("crisis-none", "Crisis mode is off", "/crisis/", "lena"),
    Screen("figures-now-empty", "Nothing waits", "/cijfers/", "lena"),
    Screen("figures-empty", "Nobody asked anything", "/cijfers/periode/", "lena"),
    Screen("figures-own-empty", "No answers of one's own yet", "/cijfers/ik/"),
    Screen(
        "figures-behind-empty", "Nothing behind a number", "/cijfers/achter/?measure=hops", "lena"
    ),
    Screen("talk-empty", "Too little was said", "/onderwerpen/", "lena"),
    Screen("talk-questions-empty", "Nothing is asked often", "/onderwerpen/vragen/", "lena"),
    Screen("talk-ideas-empty", "No ideas yet", "/onderwerpen/ideeen/", "lena"),
    Screen("talk-tone-empty", "No tone is known", "/onderwerpen/toon/", "lena"),
    Screen("talk-map-empty", "No place was named", "/onderwerpen/kaart/", "lena"),
    Screen(
        "talk-wall-empty", "Nothing hangs on the wall", "/onderwerpen/complimenten/muur/", "lena"
    ),
    Screen("forwardings-empty", "Nothing was forwarded", "/doorzettingen/", "lena"),
    Screen("signals-empty", "No signals", "/signalen/", "lena"),
    Screen("reports-empty", "A table of nothing", "/rapporten/?period=year_before", "lena"),
    Screen("wall-empty", "A wall without figures", "/rapporten/muur/beeld/", "lena"),
)
QUEUE = (
    Screen("queue", "The queue"),
    Screen("queue-all", "All conversations", "/inbox/?status=all"),
    Screen("queue-filters", "The filters", "/inbox/?filters=1"),
    Screen("queue-found", "Search, with what was found", "/inbox/?q=wegdek"),
    Screen("queue-nothing-found", "Search, with nothing found", "/inbox/?q=ooievaar"),
    Screen("queue-selected", "Several at once", do=key("j", "x", "j", "x", "j", "x")),
    Screen("queue-lead", "The queue of a team lead", "/inbox/?status=all&lead=1", "lena"),
    Screen("mentions", "Notes that name me", "/inbox/genoemd/"),
    Screen("views", "Views", "/inbox/weergaven/"),
    Screen("help", "The keys", do=then(key("?"), see("dialog[open]"))),
    Screen("palette", "The palette", do=then(key("Control+k"), see("dialog[open] input"))),
    Screen("bundles", "Bundles", "/bundels/"),
    Screen("bundle", "A bundle with an answer that is ready", "/bundels/{bundle}/"),
    Screen("bundle-ready", "What each gets", "/bundels/{bundle}/", show="[data-testid=gets]"),
)
CONVERSATIONS = (
    _asked("conversation", "A question", "english"),
    _asked("conversation-danger", "Danger", "danger"),
    _asked("conversation-private", "A private conversation", "benefit"),
    _asked("conversation-pictures", "A question with pictures", "lamp"),
    _asked("conversation-proposal", "The department answered", "trees"),
    _asked("conversation-given-back", "A department gave it back", "market"),
    _asked("conversation-failed", "An answer that was refused", "failed"),
    _asked("conversation-begun", "A colleague began to write", "writing", show=WRITE),
    _asked("conversation-taken", "A colleague is on it", "permit"),
    _asked("conversation-to-check", "An answer that waits to be checked", "library"),
    _asked("conversation-snoozed", "Snoozed", "passport"),
    _asked("conversation-closed", "Finished", "busy"),
    _asked("conversation-abusive", "Abusive language, folded away", "rude"),
    _asked("conversation-bundle", "One of several alike", "road1", show=ABOUT),
    _asked("conversation-around", "What others wrote there", "rude", show=".around"),
    _asked("conversation-about", "About the conversation", "container", show=ABOUT),
    _asked("picture-large", "A picture, large", "lamp", press("picture")),
    _asked("citizen", "The citizen", "container", show=".citizen"),
    Screen("citizen-page", "The page of a citizen", "/inwoners/{citizen}/"),
    _asked("snooze", "Until when to snooze", "english", press("snooze-open")),
    _asked("labels-choose", "Choosing labels", "english", press("label-open"), ABOUT),
    _asked(
        "hand-over",
        "Handing over",
        "english",
        then(press("more-open"), press("hand-over")),
        "#hand-over",
    ),
)
WRITING = (
    _asked("write", "Writing an answer", "english", write("Hello, yes: you can."), WRITE),
    _asked("write-note", "A note", "english", press_on("label[for=mode-note]"), WRITE),
    _asked("write-split", "Too long for one post", "road1", write(LONG), WRITE),
    _asked(
        "write-elsewhere",
        "An answer that sends the citizen elsewhere",
        "danger",
        then(write("Indien u dit wilt melden, mail ons dan."), see("#elsewhere p")),
        WRITE,
    ),
    _asked("canned", "Canned answers", "container", press("tool-canned"), WRITE),
    _asked("earlier", "Earlier answers", "road2", press("tool-earlier"), WRITE),
    _asked("emoji", "Emoji", "danger", press("tool-emoji"), WRITE),
    _asked(
        "preview",
        "The preview",
        "container",
        then(write("Dag Emma, morgen komen we langs."), press("tool-preview")),
        WRITE,
    ),
    _asked("forward", "Forwarding to a department", "danger", press("refer-open"), WRITE),
    _asked("forwarded", "Waiting for a department", "lamp", show="[data-testid=at-desk]"),
    _asked("meanwhile", "Answered meanwhile", "meanwhile", a_colleague_answers, WRITE),
)
OFFICIAL = (
    Screen("questions", "My questions", "/vragen/", "bram"),
    Screen("question", "A question", "/vragen/{question}/", "bram"),
    Screen("question-back", "Giving back", "/vragen/{question}/", "bram", press("hand-back-open")),
    Screen("question-ask", "Asking first", "/vragen/{question}/", "bram", press("ask-open")),
    Screen("question-answered", "A question that was answered", "/vragen/{answered}/", "bram"),
    Screen("questions-others", "Questions of other departments", "/vragen/anderen/", "bram"),
    Screen("absence", "Being away", "/afdelingen/afwezig/", "bram"),
    Screen(
        "question-other", "A question of another department", "/vragen/anderen/{other}/", "bram"
    ),
    Screen("absence-change", "Coming back sooner", "/afdelingen/afwezig/{absence}/", "bram"),
    Screen("question-by-link", "A question, by the link in a mail", "/vraag/{link}/", NOBODY),
)
PEOPLE = (
    Screen("preferences", "Preferences", "/voorkeuren/"),
    Screen("password", "Another password", "/login/password/"),
    Screen("sign-out", "Signing out", "/logout/"),
    Screen("locked", "An account that is switched off", "/login/locked/", NOBODY),
    Screen("day-along", "A day along", "/meekijken/", "otto"),
    Screen("day-along-follow", "Following what a colleague has open", "/meekijken/volgen/", "otto"),
    Screen("explained", "What each state means", "/uitleg/"),
    Screen("tours", "The tours", "/rondleiding/"),
    Screen("tour", "A tour for an agent", "/rondleiding/webcare/1/"),
    Screen("tour-department", "A tour for an official", "/rondleiding/vakafdeling/1/", "bram"),
    Screen("tour-lead", "A tour for a team lead", "/rondleiding/teamleider/1/", "lena"),
    Screen("tour-done", "The end of a tour", "/rondleiding/webcare/klaar/"),
    Screen("day-along-question", "A question, without names", "/inbox/{english}/", "otto"),
    Screen("not-found", "Not there", "/inbox/999999/"),
    Screen("offline", "No connection", "/offline/"),
    Screen("no-place", "Nothing to do here yet", "/", "nieuw"),
)
LEADS = (
    Screen("settings", "Settings", "/instellingen/", "lena"),
    Screen("canned-answers", "Writing canned answers", "/standaardantwoorden/", "lena"),
    Screen("canned-answer", "A canned answer", "/standaardantwoorden/1/", "lena"),
    Screen("follow-up", "What citizens are asked later", "/nazorg/", "lena"),
    Screen("four-eyes", "Whose answers are checked", "/vier-ogen/", "lena"),
    Screen("labels", "Labels", "/labels/", "lena"),
    Screen("measures", "Blocked and muted", "/inwoners/maatregelen/", "lena"),
    Screen("days-along", "Planning days along", "/meekijken/dagen/", "lena"),
    Screen("forwardings", "How questions went", "/doorzettingen/", "lena"),
    Screen(
        "figures-refused",
        "Days that are refused",
        "/cijfers/periode/?period=own&from=2026-03-02&to=2026-03-01",
        "lena",
    ),
    Screen(
        "weekly-refused",
        "An address that is refused",
        "/rapporten/weekbericht/",
        "lena",
        fill_in("#id_address", "iemand@elders.example"),
        "#id_address",
    ),
    Screen(
        "search-refused",
        "A search that is refused",
        "/luisteren/zoekopdrachten/nieuw/",
        "lena",
        fill_in("#search-name", "Overlast"),
    ),
    Screen("mail", "Mail to sort", "/post/", "lena"),
    Screen("letter", "A letter", "/post/{letter}/", "lena"),
)
LAST_MONTH = "/cijfers/periode/?period=last-month"
# In the town with a past: who leads looks at what all of it comes to.
INSIGHT = (
    _past("figures", "How it is now", "/cijfers/"),
    _past("figures-period", "How it was, over a quarter", "/cijfers/periode/?period=quarter"),
    _past("figures-month", "How it was, over a month", LAST_MONTH),
    _past("figures-month-dark", "How it was, dark", LAST_MONTH, scheme="dark"),
    _past(
        "figures-behind",
        "Behind a number",
        "/cijfers/achter/?measure=answered_share&others=1&period=quarter",
    ),
    _past("figures-own", "One's own figures", "/cijfers/ik/?period=quarter", "anouk"),
    _past("talk", "What people talk about", "/onderwerpen/?venster=week"),
    _past("talk-term", "Who spoke of one thing", "/onderwerpen/woord/?woord={word}"),
    _past("talk-questions", "Frequently asked", "/onderwerpen/vragen/"),
    _past("talk-question", "A question that is often asked", "/onderwerpen/vragen/{asked}/"),
    _past("talk-ideas", "Ideas", "/onderwerpen/ideeen/"),
    _past("talk-idea", "What becomes of an idea", "/onderwerpen/ideeen/{idea}/"),
    _past("talk-compliments", "Compliments", "/onderwerpen/complimenten/"),
    _past("talk-compliment", "For the wall", "/onderwerpen/complimenten/{compliment}/"),
    _past("talk-wall", "The wall", "/onderwerpen/complimenten/muur/"),
    _past("talk-complaints", "Complaints", "/onderwerpen/klachten/"),
    _past("talk-complaint", "A complaint by law", "/onderwerpen/klachten/{complaint}/"),
    _past("talk-tone", "How people sound", "/onderwerpen/toon/"),
    _past("talk-map", "The map", "/onderwerpen/kaart/?dagen=91"),
    _past(
        "talk-spot",
        "Who spoke of a neighbourhood",
        "/onderwerpen/kaart/gesprekken/?wijk=Bomenbuurt&dagen=91",
    ),
    _past("talk-outlines", "Outlines for the map", "/onderwerpen/kaart/grenzen/", "fatma"),
    _past("listening", "What searches found", "/luisteren/"),
    _past("searches", "Saved searches", "/luisteren/zoekopdrachten/"),
    _past("search-new", "A new search", "/luisteren/zoekopdrachten/nieuw/"),
    _past(
        "search-trial",
        "A search that is tried",
        "/luisteren/zoekopdrachten/nieuw/",
        do=try_a_search,
        show="#trial",
    ),
    _past("signals", "Signals", "/signalen/"),
    _past("signal", "A signal", "/signalen/{signal}/"),
    _past("signal-crisis", "From a signal into crisis mode", "/signalen/{signal}/crisis/"),
    _past("signals-expected", "What is expected", "/signalen/verwacht/"),
    _past("reports", "Figures to take along", "/rapporten/?period=year"),
    _past("exports", "Tables on the clock", "/rapporten/vast/"),
    _past("export", "A table to be made again", "/rapporten/vast/nieuw/?by=week"),
    _past("weekly", "The weekly mail", "/rapporten/weekbericht/"),
    _past("weekly-mail", "What that mail says", "/rapporten/weekbericht/voorbeeld/"),
    _past("screens", "Screens on a wall", "/rapporten/muur/"),
    _past("wall", "The figures on a wall", "/rapporten/muur/beeld/"),
)
ADMINISTRATION = (
    Screen("channels", "Channels", "/kanalen/", "fatma"),
    Screen("channel", "A channel", "/kanalen/{account}/", "fatma"),
    Screen("channel-connect", "Connecting a channel", "/kanalen/koppelen/", "fatma"),
    Screen("app", "The app of a platform", "/kanalen/apps/{app}/", "fatma"),
    Screen("departments", "Departments", "/afdelingen/", "fatma"),
    Screen("department-new", "A new department", "/afdelingen/nieuw/", "fatma"),
    Screen("department", "A department", "/afdelingen/{green}/", "fatma"),
    Screen(
        "department-hours", "Hours of a department", "/afdelingen/{green}/openingstijden/", "fatma"
    ),
    Screen(
        "member-absence",
        "A member who is away",
        "/afdelingen/{green}/leden/{bram}/afwezig/",
        "fatma",
    ),
    Screen("app-new", "Adding an app", "/kanalen/apps/new/meta/", "fatma"),
    Screen("subject", "A subject", "/afdelingen/{green}/onderwerpen/nieuw/", "fatma"),
    Screen("rules", "Rules", "/regels/", "fatma"),
    Screen("rule", "A rule", "/regels/1/", "fatma"),
    Screen("rule-new", "Writing a rule", "/regels/nieuw/", "fatma"),
    Screen("learning", "Learning", "/leren/", "fatma"),
    Screen("promised-times", "Promised times", "/normen/", "fatma"),
    Screen("promised-time", "A promised time", "/normen/1/", "fatma"),
    Screen("service-hours", "Service hours", "/normen/openingstijden/", "fatma"),
    Screen("automatic", "The automatic answer", "/normen/automatisch/", "fatma"),
    Screen("abusive-words", "Abusive words", "/inwoners/grof/", "fatma"),
)
LOOKS = (
    Screen("queue-dark", "The queue, dark", scheme="dark"),
    Screen("conversation-dark", "A question, dark", "/inbox/{english}/", scheme="dark"),
    Screen(
        "question-dark",
        "An official's question, dark",
        "/vragen/{question}/",
        "bram",
        None,
        "",
        "dark",
    ),
    Screen("preferences-dark", "Preferences, dark", "/voorkeuren/", scheme="dark"),
    Screen("queue-contrast", "The queue, high contrast", contrast="more"),
    Screen(
        "conversation-contrast", "A question, high contrast", "/inbox/{english}/", contrast="more"
    ),
    Screen(
        "conversation-dark-contrast",
        "A question, dark and high contrast",
        "/inbox/{english}/",
        scheme="dark",
        contrast="more",
    ),
)
CRISIS = (
    Screen("crisis-queue", "Crisis mode, above every page"),
    Screen("crisis-answer", "The line that everybody uses", "/inbox/{water}/", show=WRITE),
    Screen("crisis", "Crisis mode is on", "/crisis/", "lena"),
)
# Last: what nobody decides is told above every page.
DOUBT = (_asked("conversation-uncertain", "An answer that may stand there", "uncertain"),)
AFTER = (Screen("crisis-report", "The report of a crisis", "/crisis/{crisis}/", "lena"),)

WINDOW = (
    Screen(
        "citizen-window",
        "What the citizen sees, on a simulated X",
        "{simulator}/x.com",
        NOBODY,
        a_thread("ijsbaan"),
    ),
)

DAY = (
    *QUEUE,
    *CONVERSATIONS,
    *WRITING,
    *OFFICIAL,
    *PEOPLE,
    *LEADS,
    *INSIGHT,
    *ADMINISTRATION,
    *LOOKS,
    *WINDOW,
)
CHAPTERS = {
    "Before anybody wrote": BEFORE,
    "The queue": QUEUE,
    "A conversation": CONVERSATIONS,
    "Writing": WRITING,
    "The official": OFFICIAL,
    "Everybody": PEOPLE,
    "The team lead": LEADS,
    "Insight": INSIGHT,
    "Administration": ADMINISTRATION,
    "Dark and high contrast": LOOKS,
    "The citizen": WINDOW,
    "Crisis mode": (*CRISIS, *AFTER),
    "In doubt": DOUBT,
}
SCREENS = tuple(screen for screens in CHAPTERS.values() for screen in screens)
