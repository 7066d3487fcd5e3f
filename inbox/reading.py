"""What the page of a conversation reads, question by question.

``Reading`` names every question; ``ask`` puts those that a part of the page needs to the database
together. One that was not asked for answers by itself where it is shown, with a query of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from inbox import danger, handed_back, known, lateness
from inbox.asked import wondering
from inbox.models import Act, Attachment, Conversation, Draft
from inbox.standing import proposals
from inbox.timeline import told_as_events
from inbox.together import lay_with, together
from routing import desk
from routing.agreed import stored_hours
from routing.mail.about import lying
from routing.models import Department, Enclosure, Rule, Subject

if TYPE_CHECKING:
    from webcare.models import User

AT_DEPARTMENTS = ("referral__department", "referral__asked_by", "referral__claimed_by")

# What each part of the page shows.
STORY = (
    *("messages", "attachments", "acts", "of_the_post", "notes", "events", "late", "unseen"),
    *("forwardings", "proposals", "files", "letters", "wondering", "came_back", "departments"),
    "drafts",
)
DEPARTMENT = ("departments", "unmanned", "subjects", "hours")
COMPOSER = (*STORY, *DEPARTMENT, "laid_ready")
CONTEXT = (*STORY, "unmanned", "hops", "broken_rules")
WHOLE = (*COMPOSER, *CONTEXT)


class Reading:
    """A conversation with all that stands around it, for one person.

    messages      with our answers (outbound); their attachments and acts lie with them
    late          primary keys of answers that should have left by now
    unseen        the conversation itself, where nobody acted on its danger yet
    proposals     what departments said and no answer of ours dealt with; ``files`` came along
    letters       the mail about its questions
    wondering     what departments wanted to know
    came_back     what departments gave back in this case
    departments   those that can be chosen
    unmanned      primary keys of those where nobody would see a question today
    subjects      of the department that is chosen in the form; ``hours`` are its service hours
    drafts        what is being written in it, by whomever, as it was begun
    laid_ready    what this person laid ready to go along with an answer
    hops          the way it went
    broken_rules  those that could not be tried on it
    """

    def __init__(self, chosen: Conversation, user: User, department: int = 0) -> None:
        """``department``: primary key of the one that is chosen in the form, 0 for none."""
        self.chosen = chosen
        self.messages = chosen.messages.select_related("author", "outbound__by")
        self.attachments = Attachment.objects.filter(message__conversation=chosen)
        self.acts = Act.objects.filter(message__conversation=chosen)
        self.of_the_post = Attachment.objects.filter(post=chosen.post_id or 0)
        self.notes = chosen.notes.select_related("by")
        self.events = told_as_events(chosen)
        waiting = lateness.waiting(timezone.now()).filter(conversation=chosen)
        self.late = waiting.values_list("pk", flat=True)
        self.unseen = danger.unseen_rows(chosen)
        self._of_departments()
        self.departments: QuerySet[Department, Any] = known.departments()
        self.unmanned = desk.all_unmanned()
        self.subjects = Subject.objects.filter(department=department)
        self.hours = stored_hours(department)
        self.drafts = drafts_in(chosen)
        self.laid_ready = laid_ready(chosen, user)
        self.hops = chosen.passed.select_related("went_to", "by").order_by("number")
        self.broken_rules = Rule.objects.filter(pk__in=chosen.decision.get("problems", {}))

    def _of_departments(self) -> None:
        chosen = self.chosen
        self.forwardings = chosen.forwardings.select_related(*AT_DEPARTMENTS)
        self.proposals = proposals(chosen).select_related("answer__suggestion")
        asked = chosen.forwardings.values("referral")
        self.files = Enclosure.objects.filter(referral__in=asked, of_department=True)
        self.letters = lying(asked)
        self.wondering = wondering(chosen.pk)
        back = handed_back.in_this_case(chosen).select_related("referral__department", "answer")
        self.came_back = back if chosen.hand_backs else back.none()

    def ask(self, names: tuple[str, ...]) -> None:
        """Put these questions together, in one query."""
        together(*(getattr(self, name) for name in dict.fromkeys(names)))
        if "messages" in names:
            lay_with(self.messages, "attachments", self.attachments)
            lay_with(self.messages, "acts", self.acts)
            lay_with(filter(None, [self.chosen.post]), "attachments", self.of_the_post)


def drafts_in(chosen: Conversation) -> QuerySet[Draft]:
    """What is being written in it, by whomever, as it was begun."""
    return chosen.drafts.select_related("user").order_by("begun_at", "pk")


def laid_ready(chosen: Conversation, user: User) -> QuerySet[Attachment]:
    """What this colleague laid ready to go along with an answer."""
    return chosen.attachments.filter(message=None, uploaded_by=user).order_by("pk")
