"""What each state means and what to do then, as data: shown beside the state, and on one page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Explained:
    """One state, as a person may ask for it.

    key    what it is about and the state in the code, such as "answer.uncertain"
    name   as it stands on the screen
    means  what it is, in a sentence or two
    do     what to do then
    """

    key: str
    name: Promise
    means: Promise
    do: Promise

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return self.key.replace(".", "-")


@dataclass(frozen=True)
class Subject:
    slug: str
    title: Promise
    states: tuple[Explained, ...]


SUBJECTS = (
    Subject(
        "conversation",
        _("A conversation"),
        (
            Explained(
                "conversation.open",
                _("open"),
                _("The citizen waits for us."),
                _("Answer, forward or finish it."),
            ),
            Explained(
                "conversation.referred",
                _("at a department"),
                _("A department was asked; the clock goes on."),
                _("Wait for their answer, or withdraw the question."),
            ),
            Explained(
                "conversation.answered",
                _("answered"),
                _(
                    "Our answer is on its way or stands there. When the citizen writes again, it "
                    "opens by itself."
                ),
                _("Finish it when nothing is left to do."),
            ),
            Explained(
                "conversation.closed",
                _("closed"),
                _("We are done with it. When the citizen writes again, it opens by itself."),
                _("Open it again if you still want to write something."),
            ),
            Explained(
                "conversation.snoozed",
                _("snoozed"),
                _("It is out of the queue until a moment, or until the citizen writes."),
                _("Nothing: it comes back by itself. You can also wake it now."),
            ),
            Explained(
                "conversation.danger",
                _("danger"),
                _(
                    "The words point to danger for somebody. It stands on top of the queue and "
                    "colleagues are told."
                ),
                _("Read it now and do what the advice says. Say “Not urgent” if it is a mistake."),
            ),
            Explained(
                "conversation.urgent",
                _("urgent"),
                _("It has a shorter promised time, and stands above the others."),
                _("Take it before the others."),
            ),
            Explained(
                "conversation.nobody_claims",
                _("Nobody claims it"),
                _("It waits long and no colleague is on it."),
                _("Claim it, or give it to a colleague."),
            ),
            Explained(
                "conversation.ask_yourself",
                _("Ask whether it is solved"),
                _(
                    "We would ask the citizen whether it is solved, and that could not go by "
                    "itself. The reason stands below the conversation."
                ),
                _("Ask it in an answer, or finish the conversation."),
            ),
            Explained(
                "conversation.needs_lead",
                _("For the team lead"),
                _("Departments gave it back twice."),
                _("A team lead decides who answers."),
            ),
        ),
    ),
    Subject(
        "answer",
        _("An answer of ours"),
        (
            Explained(
                "answer.to_check",
                _("to be checked"),
                _("It is not sent before a second colleague has looked at it."),
                _("Ask a colleague to check it; you cannot approve your own answer."),
            ),
            Explained(
                "answer.queued",
                _("queued"),
                _("It waits for its turn and leaves by itself."),
                _("Nothing. Drop it if you changed your mind."),
            ),
            Explained(
                "answer.sending",
                _("being sent"),
                _("The platform is getting it now."),
                _("Wait a moment."),
            ),
            Explained(
                "answer.sent",
                _("sent"),
                _("It stands on the platform."),
                _("Nothing."),
            ),
            Explained(
                "answer.failed",
                _("not sent"),
                _("The platform refused it; the citizen did not get it."),
                _("Read the reason, change what is wrong and send again."),
            ),
            Explained(
                "answer.uncertain",
                _("uncertain"),
                _(
                    "The connection broke while sending. It may stand there, so Webcare does not "
                    "send it twice."
                ),
                _("Look on the platform, and say whether it is there."),
            ),
            Explained(
                "answer.dropped",
                _("dropped"),
                _("It was called off and is not sent."),
                _("Write another one if the citizen still waits."),
            ),
            Explained(
                "answer.by_hand",
                _("to be placed by hand"),
                _("The platform takes this answer from a person only."),
                _("Open the platform with this text and place it; Webcare recognises it there."),
            ),
        ),
    ),
    Subject(
        "question",
        _("A question to a department"),
        (
            Explained(
                "question.open",
                _("open"),
                _("The department has it and did not answer yet."),
                _("Look until when they have, and who is on it."),
            ),
            Explained(
                "question.answered",
                _("answered"),
                _(
                    "The department answered. The citizen has nothing yet, unless it was placed "
                    "directly."
                ),
                _("Take over their words, and send the answer."),
            ),
            Explained(
                "question.handed_back",
                _("handed back"),
                _("The department says that it is not theirs, and why."),
                _("Read the reason and choose another department."),
            ),
            Explained(
                "question.withdrawn",
                _("withdrawn"),
                _("We took the question back; the department need not answer."),
                _("Answer the citizen, or ask another department."),
            ),
            Explained(
                "question.waits_agent",
                _("waits for the webcare team"),
                _("The department wants to know something of us first; its clock stands still."),
                _("Answer what they ask."),
            ),
            Explained(
                "question.waits_citizen",
                _("waits for the citizen"),
                _(
                    "The department wants to know something of the citizen first; its clock stands "
                    "still."
                ),
                _("Put their question to the citizen."),
            ),
        ),
    ),
    Subject(
        "hop",
        _("A step on the way"),
        (
            Explained(
                "hop.rule",
                _("by a rule"),
                _("A rule that an administrator wrote brought it there."),
                _("Correct it when it is wrong: choose another department."),
            ),
            Explained(
                "hop.model",
                _("by the classifier"),
                _("Webcare learned from earlier messages and proposed this."),
                _("Correct it when it is wrong; Webcare learns from that."),
            ),
            Explained(
                "hop.chosen",
                _("chosen by a colleague"),
                _("A colleague chose this department."),
                _("Ask them when you doubt it."),
            ),
            Explained(
                "hop.referred",
                _("forwarded"),
                _("The department was asked."),
                _("Wait for their answer."),
            ),
            Explained(
                "hop.taken_up",
                _("taken up by another department"),
                _("Another department said that it knows the answer."),
                _("Nothing: it is with them now."),
            ),
            Explained(
                "hop.handed_back",
                _("handed back"),
                _("The department gave it back, with a reason."),
                _("Read the reason before you forward it again."),
            ),
            Explained(
                "hop.withdrawn",
                _("withdrawn by us"),
                _("We took the question back."),
                _("Nothing."),
            ),
        ),
    ),
    Subject(
        "clock",
        _("The clock"),
        (
            Explained(
                "clock.calm",
                _("on time"),
                _("There is time enough to answer as promised. Only service hours count."),
                _("Nothing special."),
            ),
            Explained(
                "clock.soon",
                _("almost late"),
                _("Most of the promised time has gone by."),
                _("Take it now, or remind the department."),
            ),
            Explained(
                "clock.late",
                _("late"),
                _("The promised time has gone by."),
                _("Answer now, if only to say when more follows."),
            ),
            Explained(
                "clock.still",
                _("the clock stands still"),
                _("Nobody waits for us: it is the citizen's turn."),
                _("Nothing."),
            ),
        ),
    ),
    Subject(
        "proposal",
        _("What Webcare proposes"),
        (
            Explained(
                "proposal.chance",
                _("the percentage"),
                _("How sure the classifier is. Of ten proposals with 90%, about nine are right."),
                _("Choose what you think is right, also when the percentage is high."),
            ),
            Explained(
                "proposal.why",
                _("why this department"),
                _("These words, or this rule, weighed most."),
                _("Look whether they fit what the citizen means."),
            ),
            Explained(
                "proposal.answer",
                _("an earlier answer"),
                _(
                    "Words that were sent to a similar question before. No text leaves the "
                    "municipality."
                ),
                _("Read whether it still holds before you use it."),
            ),
        ),
    ),
    Subject(
        "bundle",
        _("A bundle"),
        (
            Explained(
                "bundle.noticed",
                _("noticed"),
                _("Webcare thinks that several citizens ask the same."),
                _("Look at them together, and take out what is not the same."),
            ),
            Explained(
                "bundle.open",
                _("open"),
                _("A colleague gathered them; one answer can go to each."),
                _("Write the answer once; each gets it on their own channel."),
            ),
            Explained(
                "bundle.done",
                _("finished"),
                _("It was answered, and takes nothing more in."),
                _("Nothing."),
            ),
        ),
    ),
    Subject(
        "measure",
        _("Blocked and muted"),
        (
            Explained(
                "measure.waiting",
                _("is being done"),
                _("The platform was asked to carry it out."),
                _("Wait a moment."),
            ),
            Explained(
                "measure.stands",
                _("stands"),
                _("It holds until the day that is named."),
                _("Lift it sooner when the reason is gone."),
            ),
            Explained(
                "measure.failed",
                _("did not work"),
                _("The platform refused it; nothing is blocked."),
                _("Read the reason, and try again or do it on the platform."),
            ),
            Explained(
                "measure.ending",
                _("is being lifted"),
                _("The platform was asked to end it."),
                _("Wait a moment."),
            ),
            Explained(
                "measure.ended",
                _("over"),
                _("It holds no longer."),
                _("Nothing."),
            ),
        ),
    ),
    Subject(
        "channel",
        _("A channel"),
        (
            Explained(
                "channel.ok",
                _("connected"),
                _("Messages come in and answers go out."),
                _("Nothing."),
            ),
            Explained(
                "channel.reauthorise",
                _("reconnect"),
                _(
                    "The platform no longer lets us in. Nothing comes in and answers wait; nothing "
                    "is lost."
                ),
                _("An administrator connects the channel again."),
            ),
            Explained(
                "channel.silent",
                _("silent"),
                _("Nothing was heard of the platform for too long."),
                _("Look on the platform itself; an administrator checks the channel."),
            ),
            Explained(
                "channel.off",
                _("Switched off"),
                _("The channel is not read and nothing is sent."),
                _("An administrator can switch it on."),
            ),
        ),
    ),
    Subject(
        "crisis",
        _("Crisis mode"),
        (
            Explained(
                "crisis.on",
                _("Crisis mode"),
                _(
                    "Automatic answers stop, a fixed line is at hand, and colleagues help by "
                    "roster."
                ),
                _("Use the pinned line and stay calm; a team lead ends it."),
            ),
        ),
    ),
)
STATES = {state.key: state for subject in SUBJECTS for state in subject.states}
