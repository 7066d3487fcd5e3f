"""Who is named in the roster: whole names, whatever stands around them."""

from __future__ import annotations

import pytest

from inbox.reminding.people import Person, on_duty
from routing.promises import Hours
from tests.factories import person
from tests.inbox.promised import at
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _colleagues() -> None:
    for first, last in (
        ("Jan", "Jansen"),
        ("Jan", "Jansens"),
        ("Anne Jan", "Jansen"),
        ("Zoë", "d'Hondt"),
        ("", ""),
    ):
        name = f"{first}{last}".replace(" ", "").lower() or "nameless"
        made = person(name, first, last, "Agent")
        User.objects.filter(pk=made.pk).update(email=f"{name}@example.nl")


def named_in(*lines: str) -> set[str]:
    duty = {"days": ["zo"], "hours": ["00:00-24:00"]}
    hours = Hours.from_json({"week": {}, "roster": [{**duty, "name": line} for line in lines]})
    return {one.address for one in on_duty(hours, at("zo 03:00"))}


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("Jan Jansen", {"janjansen"}),
        ("weekenddienst: jan jansen (tot 22 uur)", {"janjansen"}),
        ("Jan Jansens", {"janjansens"}),
        ("Jan Jansen, Jan Jansens", {"janjansen", "janjansens"}),
        ("Anne Jan Jansen", {"annejanjansen"}),
        ("Piet-Jan Jansen", set()),
        ("Jan Jansen-de Vries", set()),
        ("Zoë d'Hondt", {"zoëd'hondt"}),
        ("avonddienst", set()),
    ],
)
def test_colleague_is_found_by_a_whole_name(line: str, who: set[str]) -> None:
    assert named_in(line) == {f"{name}@example.nl" for name in who}


def test_two_lines_make_no_name_together() -> None:
    assert named_in("piket Jan", "Jansen") == set()


def test_nobody_is_found_where_no_colleague_has_a_name() -> None:
    User.objects.update(first_name="", last_name="")
    assert named_in("weekenddienst") == set()


def test_address_in_a_line_is_mailed() -> None:
    hours = Hours.from_json(
        {
            "week": {},
            "roster": [
                {"name": "piket@example.nl", "days": ["zo"], "hours": ["00:00-24:00"]},
            ],
        }
    )
    assert on_duty(hours, at("zo 03:00")) == {Person("piket@example.nl")}
