"""One of everything, for tests that walk all addresses."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from rest_framework.authtoken.models import TokenProxy

from connectors import polling
from connectors.base import Raw
from connectors.models import App, Search
from inbox import actions
from inbox.models import (
    Attachment,
    Canned,
    Conversation,
    Crisis,
    CrisisHelper,
    Delivery,
    Find,
    Label,
    Outbound,
    SamePerson,
    SavedView,
    Undo,
    Visit,
)
from inbox.workflow import Sending
from routing import desk
from routing.decide import Test
from routing.mail.receiving import receive
from routing.models import (
    Absence,
    CannedAnswer,
    Department,
    Enclosure,
    Referral,
    ResponseNorm,
    Subject,
    Trained,
)
from routing.rules import Plan, save
from tests.factories import AccountFactory, ConversationFactory, RuleFactory
from tests.inbox import files
from webcare.models import Team, User
from webcare.push.keys import public_key
from webcare.push.models import Device
from webcare.reports.models import Copy, Export, Made, Reader, Screen
from webcare.talk.models import Question
from webcare.warnings.models import Expectation, Signal

SAID: dict[str, object] = {
    **dict.fromkeys(("thread_id", "current_id", "answer_to", "parent_id"), "found"),
    "reactions": None,
    "allows": None,
    "attachments": [],
}


def one_of_everything(agent: User, official: User, department: Department) -> dict[str, int]:
    """Primary keys by name: a conversation with a failed answer, asked of a department."""
    app = App.objects.create(kind="x", name="Webcare")
    account = AccountFactory(app=app, polled_at=timezone.now())
    conversation = ConversationFactory(account=account)
    outbound = actions.reply(conversation, "Dinsdag.", agent)
    Outbound.objects.update(state=Sending.FAILED, reason="unavailable")
    forwarding = actions.refer(conversation, department, "Wanneer snoeien we?", agent)
    actions.release(conversation, agent)
    [arrival] = polling.store(account, [Raw("mentions", b"nonsense")])
    polling.mark_failed(arrival, "Unreadable")
    TokenProxy.objects.create(user=agent)
    crisis = Crisis.objects.create(reason="Brand.", begun_by=agent)
    together = actions.write_together(
        actions.gather([conversation], agent, title="Snoeien"), "Dinsdag.", agent
    )
    delivery = Delivery.objects.create(
        answer=together, conversation=conversation, version=0, outbound=outbound
    )
    absence = Absence.objects.create(person=official, first_day=timezone.localdate())
    subject = Subject.objects.create(department=department, name="Snoeien")
    canned = CannedAnswer.objects.create(department=department, title="Snoei", text="In maart.")
    return {
        "absence": absence.pk,
        "account": account.pk,
        "app": app.pk,
        "attachment": _picture(conversation).pk,
        "arrival": arrival.pk,
        "bundle": together.bundle_id,
        "canned": canned.pk,
        "citizen": conversation.author_id,
        "conversation": conversation.pk,
        "crisis": crisis.pk,
        "department": department.pk,
        "device": _device_of_who_left().pk,
        **_weekly(),
        "delivery": delivery.pk,
        "enclosure": _enclosure(forwarding.referral).pk,
        "email": EmailAddress.objects.create(user=agent, email="anouk@example.org").pk,
        "find": Find.objects.create(
            account=account,
            external_id="found",
            text="Overal afval",
            said=SAID,
            created_at=timezone.now(),
        ).pk,
        "forwarding": forwarding.pk,
        "helper": CrisisHelper.objects.create(
            crisis=crisis, user=official, role=Group.objects.get(name="Agent"), by=agent
        ).pk,
        "group": official.groups.get().pk,
        "asked": Question.objects.create(terms=["boom"], since=timezone.now()).pk,
        "idea": ConversationFactory(account=account, kind="idee").pk,
        "compliment": ConversationFactory(account=account, kind="compliment").pk,
        "complaint": ConversationFactory(account=account, kind="klacht").pk,
        "view": SavedView.objects.create(name="Klachten", query="kind=klacht").pk,
        "label": Label.objects.create(name="Kermis").pk,
        "team": Team.objects.create(name="Avond").pk,
        "letter": receive(b"From: iemand@example.org\r\nSubject: Snoeien\r\n\r\nWanneer?").pk,
        "measure": actions.restrain(conversation, "quiet", "Scheldt.", 7, agent).pk,
        "message": conversation.messages.order_by("pk")[0].pk,
        "newcomer": User.objects.create(username="nieuw", checked_since=timezone.now()).pk,
        "norm": ResponseNorm.objects.create(first_response=60).pk,
        "outbound": outbound.pk,
        "peak": _peak(agent).pk,
        "pledge": actions.pledge(conversation, "Dinsdag.", timezone.localdate(), agent).pk,
        "referral": forwarding.referral_id,
        "said": _same_person(conversation, agent).pk,
        "search": Search.objects.create(account=account, query="afval").pk,
        "rule": RuleFactory(department=department, words="boom").pk,
        "signal": Signal.objects.create(
            kind="spike", key="all:", since=timezone.now(), high_at=timezone.now()
        ).pk,
        "standard": Canned.objects.create(title="Snoei", shortcut="snoei", text="In maart.").pk,
        "subject": subject.pk,
        "together": together.pk,
        "token": agent.pk,
        "trained": Trained.objects.create(number=1, model=b"", examples=0).number,
        "version": _version_of_a_rule(department),
        "undo": Undo.objects.create(by=agent).pk,
        "user": official.pk,
        "visit": Visit.objects.create(
            observer=official, beside=agent, day=timezone.localdate(), planned_by=agent
        ).pk,
    }


def _peak(by: User) -> Expectation:
    now = timezone.now()
    return Expectation.objects.create(
        name="Kermis", scope="all", starts_at=now, ends_at=now + timedelta(days=1), made_by=by
    )


def _same_person(conversation: Conversation, by: User) -> SamePerson:
    other = ConversationFactory(account=conversation.account).author
    return actions.link(conversation.author, other, "case", "Z-1", by)


def _weekly() -> dict[str, int]:
    reader = Reader.objects.create(address="raad@voorbeeld.example", agreed_at=timezone.now())
    copy = Copy.objects.create(reader=reader, week="2026-11-16", problem="refused")
    screen = Screen.objects.create(name="Hal", hashed="0")
    export = Export.objects.create(name="Per week", wish={"by": "week"})
    made = Made.objects.create(export=export, due="2026-11-16", problem="refused", content=b"a")
    return {
        "reader": reader.pk,
        "copy": copy.pk,
        "screen": screen.pk,
        "export": export.pk,
        "made": made.pk,
    }


def _device_of_who_left() -> Device:
    public_key()  # made when somebody first needs it
    left = User.objects.create(username="vertrokken", is_active=False)
    return Device.objects.create(user=left, name="Telefoon")


def _picture(conversation: Conversation) -> Attachment:
    return Attachment.objects.create(
        conversation=conversation,
        kind="image",
        key="1",
        state=Attachment.State.KEPT,
        mime="image/png",
        file=ContentFile(files.picture(), "1.png"),
        thumbnail=ContentFile(files.picture("JPEG"), "1.jpg"),
    )


def _enclosure(referral: Referral) -> Enclosure:
    picture = ContentFile(files.picture(), "1.png")
    return desk.enclose(referral, "1.png", "image/png", picture, of_department=False)


def _version_of_a_rule(department: Department) -> int:
    rule = save(None, Plan("Gevaar", department.slug, (Test("words", "gaslucht"),)), None)
    return rule.versions.get().pk
