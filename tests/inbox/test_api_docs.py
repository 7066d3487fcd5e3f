"""docs/api.md names every field and every way to narrow, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rest_framework.serializers import Serializer

from inbox.api import serializers
from inbox.filters import ConversationFilter

PAGE = Path("docs/api.md")
DESCRIBED: dict[str, type[Serializer[Any]]] = {
    "Conversation": serializers.WholeConversationSerializer,
    "Citizen": serializers.AuthorSerializer,
    "Message": serializers.MessageSerializer,
    "Attachment": serializers.AttachmentSerializer,
    "Proposal": serializers.ProposalSerializer,
    "Account": serializers.AccountSerializer,
    "Answer": serializers.AnswerSerializer,
}
ROW = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \|", re.MULTILINE)


def named(heading: str) -> set[str]:
    """The first cells of the table beneath this heading."""
    text = PAGE.read_text("utf-8")
    table = text.partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    return {name for cell in ROW.findall(table) for name in re.findall(r"\w+", cell)}


@pytest.mark.parametrize("heading", DESCRIBED)
def test_every_field_is_described_and_no_other(heading: str) -> None:
    assert named(heading) == set(DESCRIBED[heading]().fields)


def test_no_serializer_is_left_out() -> None:
    made = {
        one
        for one in vars(serializers).values()
        if isinstance(one, type) and one.__module__ == serializers.__name__
    }
    assert made - {serializers.ConversationSerializer} == set(DESCRIBED.values())


def test_fields_that_only_one_conversation_has_are_said_to_be_so() -> None:
    text = PAGE.read_text("utf-8")
    only = set(re.findall(r"^\| `(\w+)` \| only of one", text, re.MULTILINE))
    whole = set(serializers.WholeConversationSerializer().fields)
    assert only == whole - set(serializers.ConversationSerializer().fields)


def test_every_way_to_narrow_is_described_and_no_other() -> None:
    text = PAGE.read_text("utf-8")
    table = text.partition("| parameter |")[2].partition("\n#")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(
        ConversationFilter.base_filters
    )
