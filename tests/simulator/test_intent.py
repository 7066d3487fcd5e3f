"""X's composer behind a link: the municipality answers by hand where the API may not."""

from __future__ import annotations

import pytest

from tests.simulator.web import Town


def link(asked: str, text: str = "Dank voor uw bericht") -> dict[str, str]:
    return {"in_reply_to": asked, "text": text}


@pytest.mark.parametrize("path", ["/x.com/intent/tweet", "/x.com/intent/post"])
def test_text_stands_ready_below_what_it_answers(town: Town, path: str) -> None:
    asked = town.says("x", "De gemeente doet ook niks")
    page = town.web().get(path, **link(asked)).text
    assert "De gemeente doet ook niks" in page
    assert "Dank voor uw bericht" in page


def test_answer_is_placed_as_typed_in_the_app(town: Town) -> None:
    asked = town.says("x", "De gemeente doet ook niks")
    web = town.web()
    answer = web.client.post(
        "/x.com/intent/tweet", params=link(asked), data={"text": "Dank, en anders"}
    )
    assert answer.status_code == 303
    (row,) = town.control("GET", "outbox?platform=x")
    assert (row["text"], row["via"], row["parent_id"]) == ("Dank, en anders", "app", asked)
    assert 'data-testid="placed"' in web.client.get(answer.headers["location"]).text


@pytest.mark.parametrize("text", ["", "a" * 281])
def test_what_x_does_not_take_stays_on_the_page(town: Town, text: str) -> None:
    asked = town.says("x", "De gemeente doet ook niks")
    answer = town.web().client.post("/x.com/intent/tweet", params=link(asked), data={"text": text})
    assert answer.status_code == 400
    assert town.outbox("x") == []


def test_deleted_post_cannot_be_answered(town: Town) -> None:
    asked = town.says("x", "De gemeente doet ook niks")
    town.control("DELETE", f"posts/x/{asked}")
    answer = town.web().client.post("/x.com/intent/tweet", params=link(asked), data={"text": "Dag"})
    assert "bestaat niet meer" in answer.text
    assert town.outbox("x") == []
