"""The conversation, as it stands."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from inbox.models.label import Label
from inbox.models.people import Author, Post
from inbox.querysets import ConversationQuerySet
from inbox.workflow import Status
from routing.models import Department, Kind, Sentiment


class Conversation(models.Model):
    """One citizen's thread on one account (gesprek).

    private          between this citizen and us only
    why              why this department, in a sentence
    decided_by       a ``By``: who chose the department
    decision         what routing thought, as ``inbox.sorting.judgements`` writes it: the proposals
                     with their probabilities and words, and the reason of everything below
    rule, rule_version, model_version    what decided, to tell what each did since
    four_eyes        name of the rule for which a colleague approves every answer, "" for none
    danger           a ``routing.danger.DangerKind``, "" when nobody is in danger
    rank             2 for danger, 1 for urgent, else 0: what goes before what in the queue
    neighbourhood    where it is about, "" when it names no place
    language         ISO 639-1, "" when nobody knows
    sentiment        a ``routing.models.Sentiment``, "" when nobody knows
    hops             how many desks it passed
    hand_backs       how often a department gave it back
    needs_lead       a team lead has to choose the next desk
    answer_by        when the first answer is promised; ``answer_soon`` is 80 % of the way. None
                     when nothing was promised, when it was given, or while the clock stands still
    solve_by         the same for being done with it
    norm             the promise in a sentence
    answered_at      when the first answer of ours was placed
    case_since       when the newest case in it began; None when nothing was asked
    greeted_at       when it was given the automatic answer
    snoozed_at       since when it sleeps: open, but out of sight; None when it does not
    snoozed_until    until when it sleeps; None until the citizen writes
    closed_through   primary key of the newest message when it was last closed by hand
    reopened_at      when someone last put it back in the queue by hand
    version          of what was said and decided in it: see ``inbox.colleagues.meanwhile``
    relayed_through  primary key of the newest Event of danger after which it was looked at what
                     the department should hear
    uncompared       nobody compared it with others since the citizen last wrote
    """

    class By(models.TextChoices):
        NOBODY = "", _("nobody")
        RULE = "rule", _("a rule")
        MODEL = "model", _("the classifier")
        PERSON = "person", _("a colleague")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="conversations")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="conversations")
    thread_id = models.CharField(max_length=100)
    private = models.BooleanField(default=False)
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="conversations"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    urgent = models.BooleanField(default=False)
    why = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=10, blank=True, choices=By.choices)
    decision: models.JSONField[Any, Any] = models.JSONField(default=dict)
    rule = models.PositiveBigIntegerField(null=True)
    rule_version = models.PositiveIntegerField(null=True)
    model_version = models.PositiveIntegerField(null=True)
    four_eyes = models.CharField(max_length=100, blank=True)
    danger = models.CharField(max_length=20, blank=True)
    rank = models.GeneratedField(
        expression=Case(
            When(~Q(danger=""), then=Value(2)),
            When(urgent=True, then=Value(1)),
            default=Value(0),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    neighbourhood = models.CharField(max_length=100, blank=True)
    district = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=5, blank=True)
    sentiment = models.CharField(max_length=20, choices=Sentiment.choices, blank=True)
    hops = models.PositiveSmallIntegerField(default=0)
    hand_backs = models.PositiveSmallIntegerField(default=0)
    needs_lead = models.BooleanField(default=False)
    answer_by = models.DateTimeField(null=True)
    answer_soon = models.DateTimeField(null=True)
    solve_by = models.DateTimeField(null=True)
    solve_soon = models.DateTimeField(null=True)
    norm = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    case_since = models.DateTimeField(null=True)
    greeted_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="conversations"
    )
    labels = models.ManyToManyField(Label, related_name="conversations", blank=True)
    created_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    snoozed_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    closed_through = models.BigIntegerField(default=0)
    reopened_at = models.DateTimeField(null=True)
    relayed_through = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)
    uncompared = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        permissions: ClassVar = [
            ("work_conversation", _("Can claim, answer, forward and close conversations")),
            ("refer_again", _("Can forward a question that came back three times")),
            ("reassign_conversation", _("Can hand over what a colleague is on")),
            ("see_names", _("Can read the names of citizens")),
            ("ask_four_eyes", _("Can decide whose answers a colleague checks first")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "thread_id", "author"], name="inbox_conversation_once"
            ),
            models.CheckConstraint(
                name="inbox_conversation_sleeps_open",
                condition=Q(snoozed_at=None, snoozed_until=None)
                | Q(snoozed_at__isnull=False, status=Status.OPEN),
                violation_error_message=_("Only what waits for us can be snoozed."),
            ),
        ]
        indexes: ClassVar = [
            # The queue of one status, in queue order.
            models.Index(
                "status",
                models.F("rank").desc(),
                "waiting_since",
                "id",
                name="inbox_conversation_queue",
            ),
            models.Index(
                fields=["assignee", "status"],
                name="inbox_conversation_mine",
                condition=Q(assignee__isnull=False),
            ),
            # What each rule did since.
            models.Index(
                fields=["rule", "rule_version"],
                name="inbox_conversation_rule",
                condition=Q(rule__isnull=False),
            ),
            # What is about to be late, for reminders.
            models.Index(
                fields=["answer_soon"],
                name="inbox_conversation_answer_soon",
                condition=Q(answer_soon__isnull=False),
            ),
            models.Index(
                fields=["solve_soon"],
                name="inbox_conversation_solve_soon",
                condition=Q(solve_soon__isnull=False),
            ),
            # What is late, or will be within the hour.
            models.Index(
                fields=["answer_by"],
                name="inbox_conversation_answer_by",
                condition=Q(answer_by__isnull=False),
            ),
            models.Index(
                fields=["solve_by"],
                name="inbox_conversation_solve_by",
                condition=Q(solve_by__isnull=False),
            ),
            # What sleeps, to wake it in time.
            models.Index(
                fields=["snoozed_until"],
                name="inbox_conversation_snoozed",
                condition=Q(snoozed_at__isnull=False),
            ),
            models.Index(
                fields=["waiting_since", "id"],
                name="inbox_conversation_lead",
                condition=Q(needs_lead=True),
            ),
            # What is still to be compared with others.
            models.Index(
                fields=["id"], name="inbox_conversation_uncompared", condition=Q(uncompared=True)
            ),
            # What was said of one place lately.
            models.Index(
                fields=["neighbourhood", "-created_at"],
                name="inbox_conversation_place",
                condition=~Q(neighbourhood=""),
            ),
            # Ideas, compliments and complaints, which are gathered.
            models.Index(
                fields=["kind", "-created_at", "-id"],
                name="inbox_conversation_gathered",
                condition=Q(kind__in=["idee", "compliment", "klacht"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} · {self.account}"
