"""What the API shows of the inbox."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from connectors.base import ANSWERS
from connectors.models import Account
from inbox.models import Attachment, Author, Conversation, Forwarding, Message
from inbox.standing import proposals


class AuthorSerializer(serializers.ModelSerializer[Author]):
    class Meta:
        model = Author
        fields = ("handle", "name")


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """Something that came along. ``url`` is ours; empty while it is not kept here."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ("id", "kind", "title", "alt", "state", "story", "mime", "size", "url")

    def get_url(self, attachment: Attachment) -> str:
        if attachment.state == Attachment.State.LINK:
            return attachment.url
        if attachment.state != Attachment.State.KEPT:
            return ""
        return reverse("attachment", args=[attachment.pk])


class MessageSerializer(serializers.ModelSerializer[Message]):
    sending = serializers.CharField(
        source="outbound.state",
        default=None,
        help_text=(
            "to_check, queued, sending, sent, failed, uncertain, dropped or by_hand; null for "
            "messages that were not written here."
        ),
    )
    reason = serializers.CharField(
        source="outbound.reason",
        default=None,
        help_text="Why sending failed; empty while it did not.",
    )
    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = Message
        fields = (
            "id", "incoming", "text", "form", "way", "created_at", "edited_at", "deleted_at",
            "hidden", "reactions", "permalink", "attachments", "sending", "reason",
        )  # fmt: skip


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    author = AuthorSerializer()
    department = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    assignee = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = Conversation
        fields = (
            "id", "account", "author", "private", "status", "department", "why", "kind", "urgent",
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
        fields = (*ConversationSerializer.Meta.fields, "version", "messages", "proposals")

    @extend_schema_field(ProposalSerializer(many=True))
    def get_proposals(self, conversation: Conversation) -> Any:
        return ProposalSerializer(proposals(conversation), many=True).data


class AnswerSerializer(serializers.Serializer[Any]):
    """An answer to place. Sending the same ``key`` again does not answer again."""

    text = serializers.CharField(trim_whitespace=False)
    way = serializers.ChoiceField(
        required=False,
        choices=[way.value for way in ANSWERS],
        help_text="How it goes; the first way that is open when left out.",
    )
    split = serializers.BooleanField(
        default=False, help_text="Whether a long text may go in several messages."
    )
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
    version = serializers.IntegerField(
        required=False,
        help_text="The conversation's version you saw; whatever was said since refuses the answer.",
    )


class AccountSerializer(serializers.ModelSerializer[Account]):
    class Meta:
        model = Account
        fields = (
            "id", "kind", "name", "handle", "active", "state", "problem", "polled_at", "silent",
        )  # fmt: skip
