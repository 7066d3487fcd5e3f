"""One of everything, for tests that walk all addresses."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.utils import timezone
from rest_framework.authtoken.models import TokenProxy

from connectors import polling
from connectors.base import Raw
from inbox import actions
from inbox.models import Outbound
from inbox.workflow import Sending
from routing.models import Department
from tests.factories import AccountFactory, ConversationFactory, RuleFactory
from webcare.models import User


def one_of_everything(agent: User, official: User, department: Department) -> dict[str, int]:
    """Primary keys by name: a conversation with a failed answer, asked of a department."""
    account = AccountFactory(polled_at=timezone.now())
    conversation = ConversationFactory(account=account)
    outbound = actions.reply(conversation, "Dinsdag.", agent)
    Outbound.objects.update(state=Sending.FAILED, reason="unavailable")
    forwarding = actions.refer(conversation, department, "Wanneer snoeien we?", agent)
    actions.release(conversation, agent)
    [arrival] = polling.store(account, [Raw("mentions", b"nonsense")])
    polling.mark_failed(arrival, "Unreadable")
    TokenProxy.objects.create(user=agent)
    return {
        "account": account.pk,
        "arrival": arrival.pk,
        "conversation": conversation.pk,
        "department": department.pk,
        "email": EmailAddress.objects.create(user=agent, email="anouk@example.org").pk,
        "forwarding": forwarding.pk,
        "group": official.groups.get().pk,
        "outbound": outbound.pk,
        "referral": forwarding.referral_id,
        "rule": RuleFactory(department=department, words="boom").pk,
        "token": agent.pk,
        "user": official.pk,
    }
