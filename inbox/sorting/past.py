"""What rules did with conversations. ``routing.rules`` asks it, and cannot look here itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count as CountOf

from connectors.models import Account
from inbox.models import Conversation
from inbox.sorting.cases import words
from routing.facts import Facts
from routing.rules.past import Count, PastCase

_FACTS = ("private", "neighbourhood", "district", "language", "danger")
_CHOICE = ("department", "decided_by")


class InboxPast:
    """See ``routing.rules.past.Past``."""

    def recent(self, number: int) -> Sequence[PastCase]:
        """By the order in which they came in. Two queries."""
        newest = Conversation.objects.order_by("-pk")
        rows = newest.values(
            "pk", "account", "account__kind", "author__handle", "created_at", *_FACTS, *_CHOICE
        )[:number]
        found = list(rows)
        said = words([row["pk"] for row in found])
        return [
            PastCase(
                facts=Facts(
                    text="\n".join(said[row["pk"]]),
                    channel=row["account__kind"],
                    account=row["account"],
                    author=row["author__handle"],
                    at=row["created_at"],
                    **{name: row[name] for name in _FACTS},
                ),
                department=row["department"],
                chosen=row["decided_by"] == Conversation.By.PERSON,
            )
            for row in found
        ]

    def counts(self, since: datetime) -> Mapping[tuple[int, int], Count]:
        """One query."""
        decided = Conversation.objects.filter(rule__isnull=False, created_at__gte=since)
        rows = decided.values_list("rule", "rule_version", *_CHOICE).annotate(number=CountOf("pk"))
        matched: dict[tuple[int, int], int] = defaultdict(int)
        chosen: dict[tuple[int, int], dict[int | None, int]] = defaultdict(dict)
        for rule, version, department, decided_by, number in rows.order_by():
            key = (rule or 0, version or 0)
            matched[key] += number
            if decided_by == Conversation.By.PERSON:
                chosen[key][department] = number
        return {key: Count(number, chosen[key]) for key, number in matched.items()}

    def accounts(self) -> Sequence[tuple[int, str]]:
        return [(account.pk, str(account)) for account in Account.objects.order_by("name", "pk")]
