"""Writing as the Page, and who may."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import pytest

from tests.simulator.web import Response, Town, Web


def asked(town: Town) -> str:
    """A citizen's comment under a post of the municipality."""
    return town.says("facebook", "En op zondag?", parent=town.own("facebook"))


def problem(answer: Response) -> tuple[int, int, int | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("error_subcode")


def test_answer_to_a_comment(town: Town, graph: Web) -> None:
    comment = asked(town)
    answer = graph.post(f"/{comment}/comments", data={"message": "Dan zijn wij dicht."})
    (placed,) = town.control("GET", "outbox?platform=facebook")
    assert answer.json() == {"id": placed["id"]}
    assert (placed["parent_id"], placed["text"]) == (comment, "Dan zijn wij dicht.")


def test_answer_to_a_visitor_post(town: Town, graph: Web) -> None:
    post = town.says("facebook", "Hallo")
    placed = graph.post(f"/{post}/comments", data={"message": "Dag"}).json()["id"]
    assert graph.get(f"/{placed}", fields="from,parent").json()["from"]["name"] == (
        "Gemeente Voorbeeld"
    )


def test_json_body_counts_as_a_form(town: Town, graph: Web) -> None:
    graph.post(f"/{asked(town)}/comments", json={"message": "Dag"})
    assert town.outbox() == ["Dag"]


def test_post_to_a_comment_itself_edits_it(town: Town, graph: Web) -> None:
    placed = graph.post(f"/{asked(town)}/comments", data={"message": "Fuot"}).json()["id"]
    assert graph.post(f"/{placed}", data={"message": "Fout"}).json() == {"success": True}
    assert town.outbox() == ["Fout"]


def test_comment_of_a_citizen_cannot_be_edited(town: Town, graph: Web) -> None:
    comment = asked(town)
    assert problem(graph.post(f"/{comment}", data={"message": "Dag"})) == (400, 200, None)
    assert graph.get(f"/{comment}").json()["message"] == "En op zondag?"


def test_page_deletes_any_comment(town: Town, graph: Web) -> None:
    comment = asked(town)
    assert graph.delete(f"/{comment}").json() == {"success": True}
    assert problem(graph.get(f"/{comment}")) == (400, 100, 33)


@pytest.mark.parametrize("message", ["", "  ", "a" * 8001])
def test_text_meta_would_not_take(town: Town, graph: Web, message: str) -> None:
    answer = graph.post(f"/{asked(town)}/comments", data={"message": message})
    assert problem(answer)[:2] == (400, 100)


def test_8000_characters_fit(town: Town, graph: Web) -> None:
    answer = graph.post(f"/{asked(town)}/comments", data={"message": "a" * 8000})
    assert answer.status_code == 200


def test_missing_target(graph: Web, page: str) -> None:
    answer = graph.post(f"/{page}_1/comments", data={"message": "Dag"})
    assert problem(answer) == (400, 100, 33)
    assert answer.json()["error"]["message"].startswith("Unsupported post request.")


def test_user_token_cannot_write(town: Town) -> None:
    web = Web(f"{town.simulator.facebook}/v26.0", town.accounts["facebook"]["user_token"])
    answer = web.post(f"/{asked(town)}/comments", data={"message": "Dag"})
    assert problem(answer) == (400, 1705, None)
    assert town.outbox() == []


def test_same_answer_twice_is_fine_by_default(town: Town, graph: Web) -> None:
    comment = asked(town)
    answers = [graph.post(f"/{comment}/comments", data={"message": "Dag"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_same_answer_twice_can_be_refused(town: Town, graph: Web) -> None:
    town.set(graph_duplicate_window_seconds=60)
    comment = asked(town)
    graph.post(f"/{comment}/comments", data={"message": "Dag"})
    assert problem(graph.post(f"/{comment}/comments", data={"message": "Dag"})) == (400, 506, None)


# Tokens and proofs


def me(town: Town, query: dict[str, str] | None = None, bearer: str = "") -> Response:
    return Web(f"{town.simulator.facebook}/v26.0", bearer, query).get("/me")


def proof(town: Town, stamp: int | None = None, token: str = "") -> dict[str, str]:
    account = town.accounts["facebook"]
    token = token or account["page_token"]
    signed = token if stamp is None else f"{token}|{stamp}"
    made = hmac.new(account["app_secret"].encode(), signed.encode(), hashlib.sha256).hexdigest()
    query = {"access_token": account["page_token"], "appsecret_proof": made}
    return query if stamp is None else query | {"appsecret_time": str(stamp)}


def test_token_in_the_query_or_as_bearer(town: Town) -> None:
    token = town.accounts["facebook"]["page_token"]
    page = {"name": "Gemeente Voorbeeld", "id": "100200300400500"}
    assert me(town, {"access_token": token}).json() == page
    assert me(town, bearer=token).json() == page


def test_token_in_the_form(town: Town) -> None:
    web = Web(f"{town.simulator.facebook}/v26.0")
    form = {"message": "Dag", "access_token": town.accounts["facebook"]["page_token"]}
    assert web.post(f"/{asked(town)}/comments", data=form).status_code == 200


def test_no_token_and_unknown_token(town: Town) -> None:
    assert problem(me(town)) == (400, 104, None)
    assert problem(me(town, bearer="verzonnen")) == (400, 190, None)


def test_expired_token_works_again_once_restored(town: Town, graph: Web) -> None:
    town.control("POST", "tokens/expire", {"platform": "facebook"})
    assert problem(graph.get("/me")) == (400, 190, 463)
    town.control("POST", "tokens/restore", {"platform": "facebook"})
    assert graph.get("/me").status_code == 200


def test_expiry_is_of_one_platform(town: Town, graph: Web, instagram: Web) -> None:
    town.control("POST", "tokens/expire", {"platform": "instagram"})
    assert (graph.get("/me").status_code, instagram.get("/me").status_code) == (200, 400)


def test_revoked_token_says_so(town: Town, graph: Web) -> None:
    town.control("POST", "tokens/expire", {"platform": "facebook", "revoke": True})
    assert problem(graph.get("/me")) == (400, 190, 460)


def test_proof_with_and_without_time(town: Town) -> None:
    town.set(require_appsecret_proof=True)
    assert me(town, proof(town)).status_code == 200
    assert me(town, proof(town, int(time.time()))).status_code == 200


def test_proof_can_be_required(town: Town, graph: Web) -> None:
    town.set(require_appsecret_proof=True)
    assert problem(graph.get("/me"))[:2] == (400, 100)


def test_old_proof_is_refused(town: Town) -> None:
    assert problem(me(town, proof(town, int(time.time()) - 301))) == (400, 104, None)


def test_proof_of_another_token_is_refused(town: Town) -> None:
    assert problem(me(town, proof(town, token="iets anders"))) == (400, 104, None)


def test_accounts_of_the_official(town: Town, page: str) -> None:
    web = Web(f"{town.simulator.facebook}/v26.0", town.accounts["facebook"]["user_token"])
    fields = "id,access_token,instagram_business_account{id,username}"
    ours, library = web.get("/me/accounts", fields=fields).json()["data"]
    assert (library["id"], "instagram_business_account" in library) == ("100200300400600", False)
    assert [ours] == [
        {
            "id": page,
            "access_token": town.accounts["facebook"]["page_token"],
            "instagram_business_account": {
                "id": town.accounts["instagram"]["ig_id"],
                "username": "gemeentevoorbeeld",
            },
        }
    ]


def debugged(town: Town, token: str) -> dict[str, Any]:
    account = town.accounts["facebook"]
    app = f"{account['app_id']}|{account['app_secret']}"
    web = Web(f"{town.simulator.facebook}/v26.0", query={"access_token": app})
    data: dict[str, Any] = web.get("/debug_token", input_token=token).json()["data"]
    return data


def test_debug_token_of_a_good_token(town: Town, page: str) -> None:
    data = debugged(town, town.accounts["facebook"]["page_token"])
    assert (data["is_valid"], data["type"], data["profile_id"]) == (True, "PAGE", page)
    assert "pages_manage_engagement" in data["scopes"]


def test_debug_token_of_an_expired_token(town: Town) -> None:
    town.control("POST", "tokens/expire", {"platform": "facebook"})
    data = debugged(town, town.accounts["facebook"]["page_token"])
    assert data["is_valid"] is False
    assert data["error"]["subcode"] == 463


def test_hide_and_show(town: Town, graph: Web) -> None:
    comment = asked(town)
    for hidden in (True, False):
        answer = graph.post(f"/{comment}", data={"is_hidden": str(hidden).lower()})
        assert answer.json() == {"success": True}
        assert graph.get(f"/{comment}", fields="is_hidden").json()["is_hidden"] is hidden


def test_own_comment_is_not_hidden(town: Town, graph: Web) -> None:
    placed = graph.post(f"/{asked(town)}/comments", data={"message": "Dag"}).json()["id"]
    assert not graph.get(f"/{placed}", fields="can_hide").json()["can_hide"]
    assert problem(graph.post(f"/{placed}", data={"is_hidden": "true"})) == (400, 200, None)


def test_comment_hidden_in_the_app_of_facebook(town: Town, graph: Web) -> None:
    comment = asked(town)
    town.control("PATCH", f"hidden/facebook/{comment}", {"hidden": True})
    assert graph.get(f"/{comment}", fields="is_hidden").json()["is_hidden"]


def test_picture_in_an_answer(town: Town, graph: Web) -> None:
    url = town.control("POST", "media", {"platform": "facebook"})["url"]
    placed = graph.post(f"/{asked(town)}/comments", data={"attachment_url": url}).json()["id"]
    attachment = graph.get(f"/{placed}", fields="attachment").json()["attachment"]
    assert attachment["type"] == "photo"
    assert len(town.control("GET", "outbox")[0]["media"]) == 1
    answer = graph.post(
        f"/{asked(town)}/comments", data={"attachment_url": f"{town.simulator.url}/media/0.png"}
    )
    assert problem(answer) == (400, 100, 2018008)


def test_pictures_of_citizens(town: Town, graph: Web) -> None:
    media = [town.control("POST", "media", {"platform": "facebook"})["id"] for _ in range(2)]
    post = town.says("facebook", "Zie de foto's", media=media)
    comment = town.says("facebook", "", parent=post, media=media[:1])
    body = graph.get(f"/{post}", fields="attachments,full_picture").json()
    assert len(body["attachments"]["data"]) == 2
    assert graph.get(f"/{comment}", fields="attachment").json()["attachment"]["media"]
    assert town.web().get(body["full_picture"]).headers["content-type"] == "image/png"
