"""Events as sentences: who did what, in the words of the screen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.models import Event
from inbox.templatetags.moments import when
from routing.models import Kind

register = template.Library()

Verb = Event.Verb

# What each verb says; filled in with who acted and with ``Event.data``.
SENTENCES: dict[str, Promise] = {
    Verb.RECEIVED: _("The citizen wrote"),
    Verb.REPLIED: _("%(who)s answered"),
    Verb.TO_CHECK: _("%(who)s wrote an answer that is to be checked"),
    Verb.APPROVED: _("%(who)s approved the answer"),
    Verb.SENT_BACK: _("%(who)s sent the answer back to %(writer)s"),
    Verb.TAKEN_BACK: _("%(who)s took the answer back, to change it"),
    Verb.NATIVE: _("Answered on the platform itself"),
    Verb.GREETED: _("The automatic answer was sent"),
    Verb.ROUTED: _("Proposed department: %(department)s"),
    Verb.DANGER: _("Danger was noticed"),
    Verb.CALMED: _("%(who)s says it is not urgent"),
    Verb.DEPARTMENT: _("%(who)s changed the department from %(old)s to %(new)s"),
    Verb.KIND: _("%(who)s chose the kind: %(kind)s"),
    Verb.LABELLED: _("%(who)s put on the label %(label)s"),
    Verb.UNLABELLED: _("%(who)s took off the label %(label)s"),
    Verb.SNOOZED: _("%(who)s snoozed it until %(until)s"),
    Verb.WOKEN: _("%(who)s brought it back to the queue"),
    Verb.UNDONE: _("%(who)s undid this: %(what)s"),
    Verb.CLAIMED: _("%(who)s is on it"),
    Verb.TAKEN_OVER: _("%(who)s took over from %(from)s"),
    Verb.RELEASED: _("%(who)s let it go"),
    Verb.HANDED_OVER: _("%(who)s handed it over from %(from)s to %(to)s"),
    Verb.FAILED: _("The answer was not placed"),
    Verb.UNCERTAIN: _("Unsure whether the answer was placed"),
    Verb.RETRIED: _("%(who)s sent the answer again"),
    Verb.DROPPED: _("%(who)s dropped the answer"),
    Verb.REFERRED: _("%(who)s asked %(department)s"),
    Verb.ANSWERED: _("%(who)s answered for %(department)s"),
    Verb.HANDED_BACK: _("%(who)s of %(department)s gave the question back"),
    Verb.ASKED: _("%(who)s of %(department)s asks the webcare team"),
    Verb.REMARKED: _("%(who)s told %(department)s"),
    Verb.TAKEN_UP: _("%(who)s of %(department)s took the question up from %(from)s"),
    Verb.RAISED: _("Nobody at %(department)s claimed the question: brought to the team lead"),
    Verb.WITHDRAWN: _("%(who)s withdrew the question from %(department)s"),
    Verb.MAILED_AGAIN: _("%(who)s had %(department)s mailed again"),
    Verb.CLOSED: _("%(who)s closed the conversation"),
    Verb.REOPENED: _("%(who)s opened the conversation again"),
    Verb.EDITED: _("The citizen changed a message"),
    Verb.DELETED: _("The citizen deleted a message"),
    Verb.HIDDEN: _("%(who)s hid a message for others"),
    Verb.SHOWN: _("%(who)s showed a message again"),
    Verb.LIKED: _("%(who)s liked a message"),
    Verb.UNLIKED: _("%(who)s took the like back"),
    Verb.REMOVED: _("%(who)s deleted our answer on the platform"),
    Verb.ACT_FAILED: _("What %(who)s asked of the platform did not work"),
    Verb.REMINDED: _("The team lead was told that this cannot wait"),
    Verb.RESTRAINED: _("%(who)s muted the citizen here"),
    Verb.LIFTED: _("%(who)s lifted a measure about the citizen"),
    Verb.RESTRAINT_FAILED: _("The platform did not block or mute the citizen"),
    Verb.PLEDGED: _("%(who)s promised"),
    Verb.PLEDGE_SETTLED: _("%(who)s says that a promise was not kept"),
    Verb.PLEDGE_DUE: _("Promised until today"),
    Verb.ELSEWHERE: _("The answer sent the citizen to another channel"),
    Verb.ASK_AFTER: _("%(who)s has the citizen asked whether it is solved"),
    Verb.ASKED_AFTER: _("Asked by itself whether it is solved"),
    Verb.NOT_ASKED_AFTER: _("The citizen is not asked any more whether it is solved"),
    Verb.ASK_YOURSELF: _("Could not be asked by itself whether it is solved: ask it yourself"),
    Verb.BY_HAND: _("%(who)s places the answer on the platform by hand"),
    Verb.BUNDLED: _("%(who)s put it in a bundle"),
    Verb.UNBUNDLED: _("%(who)s took it out of a bundle"),
    Verb.IDEA: _("%(who)s says what becomes of the idea"),
    Verb.WALL: _("%(who)s took the compliment off the wall"),
    Verb.COMPLAINT: _("%(who)s noted a step of the complaint"),
    Verb.TAKEN_IN: _("%(who)s took it in from what was found"),
}
# What a verb says instead where the event lacks something.
WITHOUT: dict[tuple[str, str], Promise] = {
    (Verb.DROPPED, "who"): _("The automatic answer was not sent after all"),
    (Verb.ROUTED, "department"): _("No rule found a department"),
    (Verb.DEPARTMENT, "new"): _("%(who)s took the department off: %(old)s"),
    (Verb.DEPARTMENT, "old"): _("%(who)s chose the department: %(new)s"),
    (Verb.KIND, "new"): _("%(who)s took the kind off"),
    (Verb.SNOOZED, "until"): _("%(who)s snoozed it until the citizen writes"),
    (Verb.WOKEN, "who"): _("It came back to the queue by itself"),
    (Verb.CLOSED, "who"): _("Closed: the citizen took everything back"),
    (Verb.REOPENED, "who"): _("Opened again: the citizen wrote something new"),
    (Verb.HANDED_OVER, "from"): _("%(who)s handed it over to %(to)s"),
    (Verb.REMARKED, "who"): _("What the citizen said went to %(department)s"),
    (Verb.RAISED, "department"): _("It came back too often: brought to the team lead"),
    (Verb.LIFTED, "who"): _("A measure about the citizen ended by itself"),
    (Verb.HIDDEN, "who"): _("A message was hidden on the platform"),
    (Verb.SHOWN, "who"): _("A message was shown again on the platform"),
    (Verb.BUNDLED, "who"): _("Grouped with others in a bundle"),
    (Verb.REMOVED, "who"): _("Our answer was deleted on the platform"),
}
# What a verb says where the event says in what way.
OTHERWISE: dict[tuple[str, str, Any], Promise] = {
    (Verb.CLOSED, "because", "spam"): _("%(who)s closed it as spam"),
    (Verb.RELEASED, "because", "absent"): _("%(from)s is away: back in the queue"),
    (Verb.ASKED, "way", "to_citizen"): _("%(who)s of %(department)s asks the citizen something"),
    (Verb.ANSWERED, "direct", True): _("%(who)s answered for %(department)s, with its mandate"),
    (Verb.RESTRAINED, "what", "mute"): _("%(who)s muted the citizen on the platform"),
    (Verb.RESTRAINED, "what", "block"): _("%(who)s blocked the citizen"),
    (Verb.RESTRAINED, "what", "block_letters"): _("%(who)s blocked private messages"),
    (Verb.RESTRAINED, "what", "spam"): _("%(who)s reported private messages as spam"),
    (Verb.RESTRAINT_FAILED, "undo", True): _("The platform did not lift the block or the muting"),
    (Verb.IDEA, "state", "looking"): _("%(who)s says that the idea is being looked at"),
    (Verb.IDEA, "state", "taken_up"): _("%(who)s says that the idea is taken up by %(to)s"),
    (Verb.IDEA, "state", "not_now"): _("%(who)s says that the idea is not taken up now"),
    (Verb.WALL, "on", True): _("%(who)s picked the compliment for the wall"),
    (Verb.COMPLAINT, "step", "formal"): _(
        "%(who)s registered it as a complaint by law, to be dealt with by %(day)s"
    ),
    (Verb.COMPLAINT, "step", "informal"): _("%(who)s deals with the complaint by talking"),
    (Verb.COMPLAINT, "step", "confirmed"): _("%(who)s confirmed the complaint to the citizen"),
    (Verb.COMPLAINT, "step", "put_off"): _("%(who)s put the complaint off until %(day)s"),
    (Verb.COMPLAINT, "step", "agreed"): _(
        "%(who)s noted that the citizen agrees to wait until %(day)s"
    ),
    (Verb.COMPLAINT, "step", "satisfied"): _("%(who)s says that the citizen is satisfied"),
    (Verb.COMPLAINT, "step", "decided"): _("%(who)s told the citizen what was found"),
    (Verb.COMPLAINT, "step", "withdrawn"): _("%(who)s says that the complaint was taken back"),
    (Verb.COMPLAINT, "step", "not_taken"): _("%(who)s says that the complaint is not dealt with"),
    (Verb.PLEDGE_SETTLED, "kept", True): _("%(who)s says that a promise was kept"),
    (Verb.RAISED, "because", "late"): _(
        "%(department)s took the question up and let its time pass: brought to the team lead"
    ),
}
# Looked up once: what can be chosen is put together each time it is asked.
KINDS, VERBS = dict(Kind.choices), dict(Verb.choices)
BLANK = dict.fromkeys(
    ("department", "old", "new", "from", "label", "until", "to", "writer", "day"), ""
)


@register.filter
def sentence(event: Event) -> str:
    """One quiet line of history. A verb without a sentence is said by its name."""
    kind = KINDS.get(event.data.get("new", ""), "")
    until = event.data.get("until") if event.verb == Verb.SNOOZED else None
    said = {**BLANK, **event.data, "who": event.actor or event.data.get("sender"), "kind": kind}
    said["what"] = VERBS.get(event.data.get("verb", ""), "")
    if until:
        said["until"] = when(datetime.fromisoformat(until))
    if day := event.data.get("day"):
        said["day"] = date_format(date.fromisoformat(day), "DATE_FORMAT")
    for (verb, lacking), words in WITHOUT.items():
        if verb == event.verb and not said[lacking]:
            return str(words) % said
    for (verb, name, value), words in OTHERWISE.items():
        if verb == event.verb and event.data.get(name) == value:
            return str(words) % said
    return str(SENTENCES.get(event.verb) or event.get_verb_display()) % said


@register.filter
def quoted(event: Event) -> str:
    """The words that went with an event: what a department was asked, or what it said."""
    return str(event.data.get("question") or event.data.get("text") or "")
