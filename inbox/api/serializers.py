"""What the API shows of the inbox."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from connectors.models import Account
from inbox.models import Author, Conversation, Forwarding, Message
from inbox.standing import proposals


class AuthorSerializer(serializers.ModelSerializer[Author]):
    class Meta:
        model = Author
        fields = ("handle", "name")


class MessageSerializer(serializers.ModelSerializer[Message]):
    sending = serializers.CharField(
        source="outbound.state",
        default=None,
        help_text="queued, sending, sent, failed, uncertain or dropped; null for others' messages.",
    )
    reason = serializers.CharField(
        source="outbound.reason",
        default=None,
        help_text="Why sending failed; empty while it did not.",
    )

    class Meta:
        model = Message
        fields = (
            "id", "incoming", "text", "created_at", "edited_at", "deleted_at", "permalink",
            "sending", "reason",
        )  # fmt: skip


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    author = AuthorSerializer()
    department = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    assignee = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = Conversation
        fields = (
            "id", "account", "author", "status", "department", "why", "kind", "urgent",
            "assignee", "created_at", "waiting_since",
        )  # fmt: skip


class ProposalSerializer(serializers.ModelSerializer[Forwarding]):
    """What a department said and no answer dealt with yet."""

    department = serializers.CharField(source="referral.department.slug")
    text = serializers.CharField(source="answer.text")
    handed_back = serializers.BooleanField(source="answer.handed_back")

    class Meta:
        model = Forwarding
        fields = ("id", "department", "text", "handed_back")


class WholeConversationSerializer(ConversationSerializer):
    messages = MessageSerializer(many=True)
    proposals = serializers.SerializerMethodField()

    class Meta:
        model = Conversation
        fields = (*ConversationSerializer.Meta.fields, "messages", "proposals")

    @extend_schema_field(ProposalSerializer(many=True))
    def get_proposals(self, conversation: Conversation) -> Any:
        return ProposalSerializer(proposals(conversation), many=True).data


class AnswerSerializer(serializers.Serializer[Any]):
    """An answer to place. Sending the same ``key`` again does not answer again."""

    text = serializers.CharField(trim_whitespace=False)
    key = serializers.UUIDField(required=False, help_text="Your own number for this answer.")
    seen = serializers.IntegerField(
        required=False, help_text="Newest message you saw; a newer one refuses the answer."
    )
    seen_at = serializers.DateTimeField(
        required=False, help_text="When you saw it; words changed since refuse the answer."
    )
    proposal = serializers.IntegerField(
        required=False, help_text="Newest proposal you saw; this answer deals with it."
    )


class AccountSerializer(serializers.ModelSerializer[Account]):
    class Meta:
        model = Account
        fields = (
            "id", "kind", "name", "handle", "active", "state", "problem", "polled_at", "silent",
        )  # fmt: skip
