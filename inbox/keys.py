"""The keys of the inbox: what each does, for the help, for the palette and for ``keyboard.js``."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Key:
    """One key, or several that do alike.

    keys   separated by commas; "g i" is the one after the other; "" for what keyboard.js knows by
           itself, and for what only the palette offers
    shown  as it stands on the keyboard, where that is something else
    press  a CSS selector: the first in sight is pressed; "%" is the key itself
    focus  a CSS selector: the first in sight gets the focus, after the press
    go     the name of an address
    do     something that keyboard.js does
    permission  who has it; "" for everybody
    """

    keys: str
    label: Promise
    shown: str = ""
    press: str = ""
    focus: str = ""
    go: str = ""
    do: str = ""
    permission: str = "inbox.view_conversation"

    @property
    def caps(self) -> list[list[str]]:
        """The keys to show: of each alternative its keys, one after the other. None where only the
        palette offers it."""
        shown = self.shown or self.keys
        return [one.split() for one in shown.split(",")] if shown else []

    @property
    def is_command(self) -> bool:
        """Whether the palette offers it: what is pressed on the page, and help."""
        return (bool(self.press) and "%" not in self.press) or self.do == "help"


@dataclass(frozen=True)
class Group:
    title: Promise
    keys: tuple[Key, ...]


WORK = "inbox.work_conversation"


def of_form(name: str, button: str = "button") -> str:
    return f"#conversation form[action$='/{name}/'] {button}"


# To claim has one address; from a colleague one takes over knowingly, and not with the same key.
CLAIM = "#conversation form[action$='/claim/']:not(:has([name=take_over])) button"
TAKE_OVER = "#conversation form[action$='/claim/']:has([name=take_over]) button"


def marked(name: str, label: Promise) -> Key:
    """A command without a key; ``name`` is the mark that its button has for the tests too."""
    return Key("", label, press=f"#conversation [data-testid={name}]", permission=WORK)


def in_menu(name: str, label: Promise) -> Key:
    """One that may stand in the folded menu of a conversation. That is unfolded first, with the
    focus on it: only what is in sight is pressed."""
    mark = f"[data-testid={name}]"
    return Key(
        "",
        label,
        press=f"#conversation {mark}, #more-menu:not([open]):has({mark}) > summary",
        focus=f"#more-menu[open] {mark}",
        permission=WORK,
    )


GROUPS = (
    Group(
        _("Queue"),
        (
            Key("j", _("next in the queue"), do="next"),
            Key("k", _("previous in the queue"), do="previous"),
            Key("o", _("open the conversation"), shown="o,Enter", do="open"),
            Key("/", _("search"), press="input[type=search]", focus="input[type=search]"),
            Key("x", _("select the row"), do="select", permission=WORK),
            Key("X", _("select from there to here"), shown="Shift x", do="range", permission=WORK),
        ),
    ),
    Group(
        _("Conversation"),
        (
            Key(
                "r",
                _("write an answer"),
                press="label[for=mode-reply]",
                focus="#reply-form [name=text]",
                permission=WORK,
            ),
            Key(
                "n",
                _("write a note"),
                press="label[for=mode-note]",
                focus="#composer [name=note-text]",
                permission=WORK,
            ),
            Key(
                "d",
                _("forward to a department"),
                press="label[for=mode-refer]",
                focus="#refer-form select, #composer .panel--refer textarea",
                permission=WORK,
            ),
            Key(
                "c",
                _("claim"),
                press=f".several__deed[value=claim], {CLAIM}",
                permission=WORK,
            ),
            Key("", _("take over from a colleague"), press=TAKE_OVER, permission=WORK),
            in_menu("hand-over", _("Hand over")),
            in_menu("release", _("Let go")),
            Key(
                "e",
                _("finish"),
                press=f".several__deed[value=close], {of_form('close', 'button:not([name])')}",
                permission=WORK,
            ),
            in_menu("reopen", _("Open again")),
            in_menu("spam", _("Spam")),
            Key(
                "s",
                _("snooze"),
                press=".several__deed[value=choose], #snooze-menu > summary",
                focus="#snooze-menu[open] button",
                permission=WORK,
            ),
            marked("wake", _("Back to the queue now")),
            Key(
                "l",
                _("put a label on"),
                press=".several__deed[value=choose], #label-choice a",
                permission=WORK,
            ),
            Key(
                "1,2,3",
                _("choose a proposed department"),
                press="[data-choice='%']",
                permission=WORK,
            ),
            Key(
                "z",
                _("undo"),
                press="[data-testid=undo], #undo-last button",
                permission=WORK,
            ),
            marked("tool-canned", _("Canned answer")),
            marked("tool-earlier", _("Earlier answers")),
            marked("tool-preview", _("Preview")),
            Key("", _("look at the bundle"), press="#context [data-testid=alike] a"),
            Key("", _("send what you wrote"), shown="Ctrl Enter", permission=WORK),
            Key("", _("leave what you write; it stays"), shown="Esc", permission=WORK),
        ),
    ),
    Group(
        _("Go to"),
        (
            Key("g i", _("the inbox"), go="inbox"),
            Key("g v", _("my questions"), go="questions", permission="routing.answer_referral"),
            Key("g p", _("mail"), go="letters", permission="routing.sort_letter"),
            Key("g k", _("channels"), go="channels", permission="connectors.view_account"),
            Key("g s", _("preferences"), go="preferences", permission=""),
        ),
    ),
    Group(
        _("Everywhere"),
        (
            Key("", _("commands and pages"), shown="Ctrl k", permission=""),
            Key("?", _("this help"), do="help", permission=""),
        ),
    ),
)
