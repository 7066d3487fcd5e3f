"""Which rows are of a history, and taking them away again.

All that it writes hangs on its conversations, authors and posts, and those have a number on their
platform that begins with ``PREFIX``. So no table needs a column for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from inbox.models import Author, Bundle, Conversation, Forwarding, Post
from routing.models import Referral
from webcare.demo.history.town import PREFIX
from webcare.talk.models import Question
from webcare.warnings.models import Signal

TOGETHER = 2000  # conversations in one transaction
_DIGEST = """
    SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
        SELECT m.external_id || m.created_at || m.text || coalesce(m.way, '') AS line
        FROM inbox_message m WHERE m.external_id LIKE %(like)s
        UNION ALL
        SELECT c.thread_id || c.status || c.kind || c.neighbourhood || c.sentiment || c.hops
            || coalesce(c.answered_at::text, '') || coalesce(d.slug, '')
        FROM inbox_conversation c LEFT JOIN routing_department d ON d.id = c.department_id
        WHERE c.thread_id LIKE %(like)s
        UNION ALL
        SELECT c.thread_id || e.verb || e.at || coalesce(u.username, '')
        FROM inbox_event e JOIN inbox_conversation c ON c.id = e.conversation_id
        LEFT JOIN webcare_user u ON u.id = e.actor_id
        WHERE c.thread_id LIKE %(like)s
    ) AS lines
"""


def conversations() -> models.QuerySet[Conversation]:
    return Conversation.objects.filter(thread_id__startswith=PREFIX)


def exists() -> bool:
    return conversations().exists()


def digest() -> str:
    """A fingerprint of what was said and done, whatever the primary keys; "" for nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, {"like": f"{PREFIX}%"})
        (found,) = cursor.fetchone()
    return found or ""


def forget() -> int:
    """Take every row of a history away, and nothing else. How many conversations that were."""
    done = 0
    while pks := list(conversations().order_by("pk").values_list("pk", flat=True)[:TOGETHER]):
        with transaction.atomic():
            _forget(pks)
        done += len(pks)
    with transaction.atomic():
        for model in (Author, Post):
            rows = model.objects.filter(external_id__startswith=PREFIX)
            _delete(model, list(rows.values_list("pk", flat=True)), {model})
    return done


def _forget(pks: Sequence[int]) -> None:
    referrals = list(
        Forwarding.objects.filter(conversation__in=pks).values_list("referral", flat=True)
    )
    bundles = set(Bundle.objects.filter(entries__conversation__in=pks).values_list("pk", flat=True))
    asked = list(
        Question.objects.filter(askings__conversation__in=pks).values_list("pk", flat=True)
    )
    Signal.objects.filter(conversations__overlap=list(pks)).delete()
    _delete(Conversation, pks, {Conversation})
    for model in _beside():
        _delete_of(model, "conversation", pks)
    _delete(Referral, referrals, {Referral})
    nobodys = Question.objects.filter(pk__in=asked, askings=None)
    _delete(Question, list(nobodys.values_list("pk", flat=True)), {Question})
    empty = Bundle.objects.filter(pk__in=bundles, entries=None)
    _delete(Bundle, list(empty.values_list("pk", flat=True)), {Bundle})


def _beside() -> Iterator[type[models.Model]]:
    """What is kept of conversations by their number, and would stay when they are gone."""
    for model in apps.get_models():
        names = [one.attname for one in model._meta.concrete_fields if not one.is_relation]
        if "conversation" in names:
            yield model


def _delete(model: type[models.Model], pks: Sequence[int], above: set[Any]) -> None:
    """These rows with all that hangs on them, as Django would, without reading what they hold.

    PostgreSQL looks whether all is whole at the end of the transaction.
    """
    if not pks:
        return
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model in above:
            continue
        child: Any = relation.related_model
        rows = child._base_manager.filter(**{f"{relation.field.name}__in": pks})
        if relation.on_delete is models.SET_NULL:
            rows.update(**{relation.field.name: None})
        else:
            _delete(child, list(rows.values_list("pk", flat=True)), {*above, child})
    _delete_of(model, "id", pks)


def _delete_of(model: Any, column: str, pks: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {model._meta.db_table} WHERE {column} = ANY(%s)",  # noqa: S608 - our names
            [list(pks)],
        )
