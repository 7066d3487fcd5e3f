"""Rows for tests, made by factory_boy, and the people of the cast."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import factory
from django.contrib.auth.hashers import make_password

from connectors.models import Account
from inbox.models import Author, Conversation, Message
from routing.models import Condition, Department, Rule
from webcare.models import User
from webcare.roles import give_role

PASSWORD = "een-lang-wachtwoord"
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def person(username: str, first: str, last: str, role: str | None) -> User:
    user = User.objects.create(
        username=username,
        first_name=first,
        last_name=last,
        password=make_password(PASSWORD),
        opens_next=False,  # most tests look at the conversation afterwards
        tour_over=True,  # and at no offer above it
    )
    if role:
        give_role(user, role)
    return user


class DepartmentFactory(factory.django.DjangoModelFactory[Department]):
    class Meta:
        model = Department

    slug = factory.Sequence(lambda n: f"afdeling-{n}")
    name = factory.Sequence(lambda n: f"Afdeling {n}")


class RuleFactory(factory.django.DjangoModelFactory[Rule]):
    class Meta:
        model = Rule
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Regel {n}")
    department = factory.SubFactory(DepartmentFactory)

    @factory.post_generation
    def words(self, create: bool, extracted: str | None, **kwargs: Any) -> None:
        if extracted:
            Condition.objects.create(rule=self, about="words", values=extracted)


class AccountFactory(factory.django.DjangoModelFactory[Account]):
    class Meta:
        model = Account

    kind = "x"
    name = factory.Sequence(lambda n: f"Gemeente Voorbeeld {n}")
    external_id = factory.Sequence(lambda n: str(1_500_000_000_000_000_000 + n))
    handle = "GemVoorbeeld"


class AuthorFactory(factory.django.DjangoModelFactory[Author]):
    class Meta:
        model = Author

    account = factory.SubFactory(AccountFactory)
    external_id = factory.Sequence(lambda n: str(1_600_000_000_000_000_000 + n))
    handle = factory.Sequence(lambda n: f"inwoner_{n}")
    name = factory.Sequence(lambda n: f"Inwoner {n}")


class ConversationFactory(factory.django.DjangoModelFactory[Conversation]):
    """A conversation with one message of the citizen, unless ``message=None``."""

    class Meta:
        model = Conversation
        skip_postgeneration_save = True

    account = factory.SubFactory(AccountFactory)
    author = factory.SubFactory(AuthorFactory, account=factory.SelfAttribute("..account"))
    thread_id = factory.Sequence(lambda n: str(2_090_000_000_000_000_000 + n))
    created_at = NOON
    waiting_since = NOON

    @factory.post_generation
    def message(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        MessageFactory(conversation=self, external_id=self.thread_id, **kwargs)


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    class Meta:
        model = Message

    conversation = factory.SubFactory(ConversationFactory)
    account = factory.SelfAttribute("conversation.account")
    author = factory.SelfAttribute("conversation.author")
    incoming = True
    external_id = factory.Sequence(lambda n: str(2_091_000_000_000_000_000 + n))
    thread_id = factory.SelfAttribute("conversation.thread_id")
    text = "Wanneer worden de bomen gesnoeid?"
    created_at = NOON
    observed_at = NOON
