"""Labels: made by who leads, put on by who works, seen by all who read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox import actions
from inbox.models import Conversation, Label
from inbox.refusals import Refused
from tests.factories import ConversationFactory
from tests.inbox.browsing import at, load, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> Label:
    return Label.objects.create(name="Kermis", colour="pink")


def verbs(conversation: Conversation) -> list[tuple[str, dict[str, Any]]]:
    return list(conversation.events.values_list("verb", "data"))


def test_label_is_put_on_once_and_told(
    conversation: Conversation, anouk: User, fair: Label
) -> None:
    actions.label(conversation, fair, anouk)
    actions.label(conversation, fair, anouk)
    assert list(conversation.labels.all()) == [fair]
    assert verbs(conversation) == [("labelled", {"label": "Kermis"})]


def test_label_is_taken_off_once_and_told(
    conversation: Conversation, anouk: User, fair: Label
) -> None:
    conversation.labels.add(fair)
    actions.unlabel(conversation, fair, anouk)
    actions.unlabel(conversation, fair, anouk)
    assert not conversation.labels.exists()
    assert verbs(conversation) == [("unlabelled", {"label": "Kermis"})]


def test_label_out_of_use_is_not_put_on(
    conversation: Conversation, anouk: User, fair: Label, in_english: None
) -> None:
    Label.objects.update(active=False)
    fair.refresh_from_db()
    with pytest.raises(Refused, match="no longer in use"):
        actions.label(conversation, fair, anouk)


def test_label_out_of_use_stays_in_sight(
    agent: Client, conversation: Conversation, fair: Label
) -> None:
    conversation.labels.add(fair)
    Label.objects.update(active=False)
    assert (
        page_of(agent, at("conversation", conversation)).count("Kermis") == 3
    )  # row, context, off


def test_label_is_put_on_and_off_by_form(
    agent: Client, conversation: Conversation, fair: Label
) -> None:
    assert "Kermis" in page_of(agent, at("choose_labels", conversation))
    put_on = agent.post(at("choose_labels", conversation), {"label": fair.slug})
    assert put_on.status_code == 303
    assert list(conversation.labels.all()) == [fair]
    assert "Kermis" not in page_of(agent, at("choose_labels", conversation))
    agent.post(at("choose_labels", conversation), {"off": fair.slug})
    assert not conversation.labels.exists()


def test_who_looks_along_changes_no_label(
    as_user: Any, otto: User, conversation: Conversation, fair: Label
) -> None:
    client = as_user(otto)
    conversation.labels.add(fair)
    assert "Kermis" in page_of(client, at("conversation", conversation))
    assert client.get(at("choose_labels", conversation)).status_code == 404
    assert client.post(at("choose_labels", conversation), {"off": fair.slug}).status_code == 404
    assert conversation.labels.exists()


def test_labels_cost_a_page_no_query(agent: Client, conversation: Conversation) -> None:
    def cost() -> int:
        load(agent, at("conversation", conversation))
        with CaptureQueriesContext(connection) as asked:
            page_of(agent, at("conversation", conversation))
        return len(asked.captured_queries)

    without = cost()
    for number in range(3):
        conversation.labels.add(Label.objects.create(name=f"Label {number}"))
    ConversationFactory().labels.add(*Label.objects.all())
    assert cost() == without


def test_two_names_that_look_alike_get_addresses_of_their_own() -> None:
    slugs = [Label.objects.create(name=name).slug for name in ("Pers", "Pers!", "Pers?", "…")]
    assert slugs == ["pers", "pers-2", "pers-3", "label"]


@pytest.mark.parametrize("who", ["lena", "fatma"])
def test_who_leads_or_administers_makes_labels(
    as_user: Any, request: pytest.FixtureRequest, who: str
) -> None:
    client = as_user(request.getfixturevalue(who))
    details = {"new-name": "Kermis", "new-colour": "pink", "new-order": 1, "new-active": "on"}
    assert client.post("/labels/new/", details).status_code == 303
    made = Label.objects.get()
    form = {name.replace("new", f"label-{made.pk}"): value for name, value in details.items()}
    form[f"label-{made.pk}-name"] = "Herfstkermis"
    assert client.post(f"/labels/{made.pk}/", form).status_code == 303
    assert "Herfstkermis" in page_of(client, "/labels/")
    made.refresh_from_db()
    assert made.slug == "kermis"


def test_second_label_of_a_name_is_refused_in_words(as_user: Any, lena: User, fair: Label) -> None:
    details = {"new-name": "Kermis", "new-colour": "grey", "new-order": 1}
    response = as_user(lena).post("/labels/new/", details)
    assert response.status_code == 422
    assert Label.objects.count() == 1


def test_labels_stand_in_their_order(as_user: Any, lena: User) -> None:
    for order, name in ((3, "Zomerfeest"), (1, "Wegwerk"), (2, "Herfstkermis")):
        Label.objects.create(name=name, order=order)
    page = page_of(as_user(lena), "/labels/")
    assert sorted(("Zomerfeest", "Wegwerk", "Herfstkermis"), key=page.index) == [
        "Wegwerk",
        "Herfstkermis",
        "Zomerfeest",
    ]


def test_agent_makes_no_labels(agent: Client) -> None:
    assert agent.get("/labels/").status_code == 404
    assert agent.post("/labels/new/", {"new-name": "Kermis"}).status_code == 404
