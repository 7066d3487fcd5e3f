"""Questions that were forwarded to a department, and everything said about them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routing.models.departments import Department, Subject

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User


ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # none that look alike


def new_token() -> str:
    """What stands in the address an official replies to."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(24))


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User | AnonymousUser) -> ReferralQuerySet:
        """Those of the departments this person answers for, also for a colleague who is away."""
        if not _may_answer(user):
            return self.none()
        return self.filter(department__in=Department.objects.of(user).values("pk"))

    def of_others(self, user: User | AnonymousUser) -> ReferralQuerySet:
        """Open ones that nobody claimed, of departments that let others look. Without names.

        Show their question and snapshot, and nothing else.
        """
        if not _may_answer(user):
            return self.none()
        free = self.unclaimed().filter(concept=None, redacted=True)
        return free.filter(department__open_to_others=True).exclude(
            department__in=Department.objects.of(user).values("pk")
        )

    def open(self) -> ReferralQuerySet:
        return self.filter(state=Referral.State.OPEN)

    def unclaimed(self) -> ReferralQuerySet:
        """Open ones that nobody is on, with an account or by a link."""
        return self.open().filter(claimed_by=None, claimed_name="")

    def left_lying(self) -> ReferralQuerySet:
        """Open ones that somebody has to look after: nobody is on them, or somebody by a link whose
        time is over. Nobody without an account can let go, so that counts until the deadline."""
        nobody = Q(claimed_name="") | Q(deadline__lte=timezone.now())
        return self.open().filter(nobody, claimed_by=None)

    def by_deadline(self) -> ReferralQuerySet:
        """What is due first, first; what is never due last."""
        return self.order_by(F("deadline").asc(nulls_last=True), "asked_at", "pk")


def _may_answer(user: User | AnonymousUser) -> bool:
    return user.is_active and user.has_perm("routing.answer_referral")


class Referral(models.Model):
    """A question for a department (doorgezette vraag), with a snapshot of what went along.

    ``snapshot``: {"channel": str, "post": str, "messages": [{"ours": bool, "text": str,
    "at": ISO 8601}]}. The department sees this and nothing else of the inbox.

    token        names it in an e-mail; who has it and writes from a known address may answer
    subject      what it is about, where the department has a mandate for that
    four_eyes    a rule asks for a second look before an answer leaves without an agent
    claimed_name who is on it by the link of a mail, without an account
    waiting_for  whom the department asked something
    back_at      when it last came back to the department, with an answer or from another one
    raised_at    when it was brought to the lead because nobody claimed it
    written_at   when the newest letter about it was drawn up: all said before is in it
    mailed_at    when one last left for anybody; mail_problem says whom it did not reach, and why
    """

    class WaitingFor(models.TextChoices):
        NOBODY = "", _("nobody")
        AGENT = "agent", _("the webcare team")
        CITIZEN = "citizen", _("the citizen")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        HANDED_BACK = "handed_back", _("handed back")
        WITHDRAWN = "withdrawn", _("withdrawn")

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("department")
    )
    question = models.TextField(_("question"), max_length=4000)
    snapshot: models.JSONField[Any, Any] = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=24, unique=True, default=new_token, editable=False)
    deadline = models.DateTimeField(_("deadline"), null=True)
    redacted = models.BooleanField(default=True)
    subject = models.ForeignKey(
        Subject, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("subject")
    )
    four_eyes = models.BooleanField(default=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    claimed_name = models.CharField(max_length=300, blank=True, default="")
    claimed_at = models.DateTimeField(null=True)
    waiting_for = models.CharField(
        max_length=10, blank=True, choices=WaitingFor.choices, default=WaitingFor.NOBODY
    )
    back_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    mail_problem = models.CharField(max_length=300, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("forwarded question")
        verbose_name_plural = _("forwarded questions")
        ordering: ClassVar = ["asked_at", "pk"]
        permissions: ClassVar = [("answer_referral", _("Can answer forwarded questions"))]
        indexes: ClassVar = [
            # "Mijn vragen": the open ones of a department, oldest first.
            models.Index(
                fields=["department", "asked_at"],
                name="routing_referral_open",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["department", "-closed_at"],
                name="routing_referral_closed",
                condition=~Q(state="open"),
            ),
            # What is due: reminders, and what nobody claimed.
            models.Index(
                fields=["deadline"], name="routing_referral_due", condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.question[:60]}"

    @property
    def on_it(self) -> str:
        """The name of who is working on it, "" for nobody."""
        return str(self.claimed_by) if self.claimed_by else self.claimed_name

    @property
    def theirs_since(self) -> datetime:
        """Since when it waits for this department without standing still."""
        return self.back_at or self.asked_at


class Source(models.TextChoices):
    """Where a department's words came from."""

    PAGE = "page", _("the page")
    LINK = "link", _("the link in the e-mail")
    MAIL = "mail", _("an e-mail")


class Answer(models.Model):
    """What a department said: an answer, or the question given back with a reason.

    by           who it was; None for someone without an account, and then ``sender`` says who
    suggestion   whose it is, says the department that gives it back
    direct       it leaves without an agent's look: the department has the mandate
    approved_by  the second colleague who looked at it
    turned_by    who of the webcare team read in these words that the question is given back
    """

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="answer")
    text = models.TextField(_("answer"), max_length=8000)
    handed_back = models.BooleanField(default=False)
    suggestion = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sender = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PAGE)
    direct = models.BooleanField(default=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    turned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="routing_answer_has_text",
                condition=~Q(text=""),
                violation_error_message=_("An answer needs words."),
            ),
            models.CheckConstraint(
                name="routing_answer_is_of_someone",
                condition=Q(by__isnull=False) | ~Q(sender=""),
                violation_error_message=_("Somebody has to stand for an answer."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def who(self) -> str:
        """The name of who answered."""
        return str(self.by) if self.by else self.sender


class Concept(models.Model):
    """An answer of a department that waits for a second colleague (vier ogen)."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="concept")
    text = models.TextField(max_length=8000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.text[:60]


class Remark(models.Model):
    """What was said about a question before it was answered.

    What goes from colleague to colleague within the department (``INTERNAL``) is for nobody else.

    taken_at   when the inbox dealt with it, for what it should hear
    """

    class Way(models.TextChoices):
        TO_AGENT = "to_agent", _("the department asks the webcare team")
        TO_CITIZEN = "to_citizen", _("the department asks the citizen")
        FROM_AGENT = "from_agent", _("the webcare team")
        FROM_CITIZEN = "from_citizen", _("the citizen")
        CONCEPT = "concept", _("an answer that was not sent")
        REFUSED = "refused", _("a colleague wants it otherwise")

    INTERNAL = (Way.CONCEPT, Way.REFUSED)

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="remarks")
    way = models.CharField(max_length=20, choices=Way.choices)
    text = models.TextField(max_length=8000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sender = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [
            # What the inbox did not hear yet.
            models.Index(
                fields=["at"],
                name="routing_remark_untaken",
                condition=Q(taken_at=None, way__in=["to_agent", "to_citizen"]),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def who(self) -> str:
        """The name of who said it, "" for a citizen."""
        return str(self.by) if self.by else self.sender


class Enclosure(models.Model):
    """A file that goes along with a question, or that the department sent with its words."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="enclosures")
    of_department = models.BooleanField()
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="enclosures/%Y/%m/", max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A link to answer one question without an account. Only its newest one works, and once.

    digest      SHA-256 of the secret in the link, in hexadecimals; the secret itself is not kept
    department  whose the question was then
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    to = models.CharField(max_length=254)
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.referral}: {self.to}"
