"""The API: the same actions and the same access as the screens."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, pagination, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.models import Account
from inbox import actions
from inbox.api import serializers
from inbox.filters import ConversationFilter
from inbox.models import Conversation, Message
from inbox.refusals import Refused
from inbox.workflow import Sending


class RefusedByInbox(APIException):
    """An action the inbox does not carry out; ``detail`` is the sentence the screens show."""

    status_code = 422
    default_code = "refused"


class MayWork(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return request.user.has_perm("inbox.work_conversation")


class MaySeeAccounts(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        return user.has_perm("inbox.view_conversation") or user.has_perm("connectors.view_account")


class NewestFirst(pagination.CursorPagination):
    ordering = ("-created_at", "-pk")
    page_size = 50


class ConversationViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Conversation]
):
    """Conversations, newest first, and their answers. For who may read names, as they are in it."""

    queryset = Conversation.objects.none()
    filterset_class = ConversationFilter
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Conversation]:
        user = self.request.user
        if not user.has_perm("inbox.see_names"):
            return Conversation.objects.none()
        found = Conversation.objects.visible_to(user).select_related(
            "author", "department", "assignee"
        )
        if self.action == "list":
            return found
        messages = Message.objects.select_related("outbound").prefetch_related("attachments")
        return found.select_related("account").prefetch_related(Prefetch("messages", messages))

    def get_serializer_class(self) -> type[Any]:
        return {
            "list": serializers.ConversationSerializer,
            "answers": serializers.AnswerSerializer,
        }.get(self.action, serializers.WholeConversationSerializer)

    @extend_schema(
        request=serializers.AnswerSerializer,
        responses={201: serializers.MessageSerializer, 202: serializers.MessageSerializer},
    )
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated, MayWork])
    def answers(self, request: Request, pk: str) -> Response:
        """Answer the citizen where the question was asked. 202 for an answer that a colleague has
        to approve first."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        assert isinstance(request.user, get_user_model())  # noqa: S101 - MayWork saw to it
        try:
            outbound = actions.reply(
                self.get_object(),
                given.validated_data["text"],
                request.user,
                way=given.validated_data.get("way"),
                split=given.validated_data["split"],
                key=given.validated_data.get("key"),
                seen=given.validated_data.get("seen"),
                seen_at=given.validated_data.get("seen_at"),
                proposal=given.validated_data.get("proposal"),
                version=given.validated_data.get("version"),
            )
        except Refused as refused:
            raise RefusedByInbox(str(refused)) from refused
        waits = outbound.state == Sending.TO_CHECK
        status = HTTPStatus.ACCEPTED if waits else HTTPStatus.CREATED
        return Response(serializers.MessageSerializer(outbound.message).data, status=status)


class AccountViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Account]):
    """The municipality's channels and how they are."""

    queryset = Account.objects.order_by("pk")
    serializer_class = serializers.AccountSerializer
    permission_classes = (IsAuthenticated, MaySeeAccounts)
    pagination_class = None
