"""What the page of a conversation reads, question by question.

``Reading`` names every question; ``ask`` puts those that a part of the page needs to the database
together. One that was not asked for answers by itself where it is shown, with a query of its own.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from inbox import danger, known
from inbox.hops import handed_back
from inbox.hops.asked import wondering
from inbox.models import (
    Act,
    Attachment,
    Conversation,
    Draft,
    Event,
    FollowUp,
    Forwarding,
    Hop,
    Mention,
    Message,
    Note,
    Outbound,
)
from inbox.standing import proposals
from inbox.timeline import told_as_events
from inbox.together import lay_with, together
from inbox.watching import lateness
from routing.agreed import stored_hours
from routing.mail.about import lying
from routing.models import Department, Enclosure, Letter, Remark, Rule, ServiceHours, Subject

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

AT_DEPARTMENTS = ("referral__department", "referral__asked_by", "referral__claimed_by")

# What each part of the page shows.
STANDS = ("forwardings", "letters", "wondering", "came_back", "departments")
STORY = (
    *("messages", "attachments", "acts", "of_the_post", "notes", "of_notes", "mentions"),
    *("events", "late", "unseen", "follow_ups"),
    *(*STANDS, "proposals", "files", "drafts"),
)
DEPARTMENT = ("departments", "unmanned", "subjects", "hours")
COMPOSER = (*STORY, *DEPARTMENT, "laid_ready", "laid_with_note")
CONTEXT = (*STANDS, "unmanned", "hops", "broken_rules")
WHOLE = (*COMPOSER, *CONTEXT)


class Reading:
    """A conversation with all that stands around it, for one person."""

    def __init__(self, chosen: Conversation, user: User, department: int = 0) -> None:
        """``department``: primary key of the one that is chosen in the form, 0 for none."""
        self.chosen, self.user, self.department = chosen, user, department

    def ask(self, names: tuple[str, ...]) -> None:
        """Put these questions together, in one query."""
        together(*(getattr(self, name) for name in dict.fromkeys(names)))
        if "messages" in names:
            lay_with(self.messages, "attachments", self.attachments)
            lay_with(self.messages, "acts", self.acts)
            lay_with(filter(None, [self.chosen.post]), "attachments", self.of_the_post)
            lay_with(self.notes, "attachments", self.of_notes)
            lay_with(self.notes, "mentions", self.mentions)

    # What was said and done ----------------------------------------------------------------------

    @cached_property
    def messages(self) -> QuerySet[Message]:
        """With our answers (outbound); their attachments and acts are laid with them."""
        return self.chosen.messages.select_related(
            "author", "outbound__by", "outbound__approved_by"
        )

    @cached_property
    def attachments(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(message__conversation=self.chosen)

    @cached_property
    def acts(self) -> QuerySet[Act]:
        return Act.objects.filter(message__conversation=self.chosen)

    @cached_property
    def of_the_post(self) -> QuerySet[Attachment]:
        """What came with the post that it stands under."""
        return Attachment.objects.filter(post=self.chosen.post_id or 0)

    @cached_property
    def notes(self) -> QuerySet[Note]:
        """Their attachments and who is named are laid with them."""
        return self.chosen.notes.select_related("by")

    @cached_property
    def of_notes(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(note__conversation=self.chosen)

    @cached_property
    def mentions(self) -> QuerySet[Mention]:
        return Mention.objects.filter(note__conversation=self.chosen).select_related("user")

    @cached_property
    def events(self) -> QuerySet[Event]:
        return told_as_events(self.chosen)

    @cached_property
    def late(self) -> QuerySet[Outbound, int]:
        """Primary keys of answers that should have left by now."""
        waiting = lateness.waiting(timezone.now()).filter(conversation=self.chosen)
        return waiting.values_list("pk", flat=True)

    @cached_property
    def unseen(self) -> QuerySet[Conversation]:
        """The conversation itself, where nobody acted on its danger yet."""
        return danger.unseen_rows(self.chosen)

    @cached_property
    def follow_ups(self) -> QuerySet[FollowUp]:
        """The newest that waits, or that a colleague has to see to."""
        stands = self.chosen.follow_ups.exclude(state=FollowUp.State.ENDED)
        return stands.select_related("by").order_by("-pk")[:1]

    @cached_property
    def drafts(self) -> QuerySet[Draft]:
        return drafts_in(self.chosen)

    @cached_property
    def laid_ready(self) -> QuerySet[Attachment]:
        return laid_ready(self.chosen, self.user)

    @cached_property
    def laid_with_note(self) -> QuerySet[Attachment]:
        return laid_ready(self.chosen, self.user, internal=True)

    # With departments ----------------------------------------------------------------------------

    @cached_property
    def forwardings(self) -> QuerySet[Forwarding]:
        return self.chosen.forwardings.select_related(*AT_DEPARTMENTS)

    @cached_property
    def proposals(self) -> QuerySet[Forwarding]:
        """What departments said and no answer of ours dealt with yet."""
        return proposals(self.chosen).select_related("answer__suggestion")

    @cached_property
    def files(self) -> QuerySet[Enclosure]:
        """What departments sent with their words."""
        return Enclosure.objects.filter(referral__in=self._questions(), of_department=True)

    @cached_property
    def letters(self) -> QuerySet[Letter]:
        """The mail about its questions."""
        return lying(self._questions())

    @cached_property
    def wondering(self) -> QuerySet[Remark]:
        """What departments wanted to know."""
        return wondering(self.chosen.pk)

    @cached_property
    def came_back(self) -> QuerySet[Forwarding]:
        """What departments gave back in this case."""
        if not self.chosen.hand_backs:
            return Forwarding.objects.none()
        back = handed_back.in_this_case(self.chosen)
        return back.select_related("referral__department", "answer")

    @cached_property
    def hops(self) -> QuerySet[Hop]:
        """The way it went."""
        return self.chosen.passed.select_related("went_to", "by").order_by("number")

    def _questions(self) -> QuerySet[Forwarding, Any]:
        return self.chosen.forwardings.values("referral")

    # Where it may go -----------------------------------------------------------------------------

    @cached_property
    def departments(self) -> QuerySet[Department]:
        """Those that can be chosen."""
        return known.departments()

    @cached_property
    def unmanned(self) -> QuerySet[Department, int]:
        """Primary keys of those where nobody would see a question today."""
        return known.unmanned(timezone.localdate())

    @cached_property
    def subjects(self) -> QuerySet[Subject]:
        """Of the department that is chosen in the form."""
        return Subject.objects.filter(department=self.department)

    @cached_property
    def hours(self) -> QuerySet[ServiceHours, Any]:
        """Of that department and of the webcare team."""
        return stored_hours(self.department)

    @cached_property
    def broken_rules(self) -> QuerySet[Rule]:
        """Those that could not be tried on it."""
        return Rule.objects.filter(pk__in=self.chosen.decision.get("problems", {}))


def drafts_in(chosen: Conversation) -> QuerySet[Draft]:
    """What is being written in it, by whomever, as it was begun."""
    return chosen.drafts.select_related("user").order_by("begun_at", "pk")


def begun_for(user: User | AnonymousUser) -> Subquery:
    """Primary key, in words, of the department for which this person is writing a question."""
    begun = Draft.objects.filter(user=user.pk, mode=Draft.Mode.REFER, conversation=OuterRef("pk"))
    return Subquery(begun.exclude(text="").values("way"))


def laid_ready(chosen: Conversation, user: User, *, internal: bool = False) -> QuerySet[Attachment]:
    """What this colleague laid ready to go along with an answer; ``internal``: with a note."""
    lying = chosen.attachments.filter(message=None, note=None, internal=internal)
    return lying.filter(uploaded_by=user).order_by("pk")
