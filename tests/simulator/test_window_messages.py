"""The citizen's window: private messages, pictures, stories, reviews, and changing one's words."""

from __future__ import annotations

import pytest

from tests.simulator.test_graph_messages import answer, writes
from tests.simulator.test_window import hooks
from tests.simulator.web import Response, Town, Web

PLATFORMS = ("x", "facebook", "instagram")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def web(town: Town) -> Web:
    return town.web()


def write(web: Web, platform: str, text: str, **fields: str) -> Response:
    return web.post(f"/{platform}.com/berichten", data={"text": text, **fields})


@pytest.mark.parametrize("platform", PLATFORMS)
def test_private_message_arrives(town: Town, web: Web, platform: str) -> None:
    assert 'data-testid="direct-link"' in web.get(f"/{platform}.com").text
    assert write(web, platform, "Mag ik iets vragen?").status_code == 303
    (message,) = town.control("GET", f"directs/{platform}")
    assert (message["text"], message["municipality"]) == ("Mag ik iets vragen?", False)
    page = web.get(f"/{platform}.com/berichten")
    assert hooks(page, "direct") == [message["id"]]


def test_answer_appears_and_is_read(town: Town, web: Web, graph: Web, page: str) -> None:
    noor = writes(town)["thread_id"]
    sent = answer(graph, page, noor, message={"text": "Zeker, vraag maar."}).json()["message_id"]
    fragment = web.get("/facebook.com/berichten", fragment="1")
    assert hooks(fragment, "municipality-answer") == [sent]
    assert town.control("GET", "directs/facebook")[-1]["read"] is True


@pytest.mark.parametrize("platform", PLATFORMS)
def test_picture_with_a_private_message(town: Town, web: Web, platform: str) -> None:
    file = {"bestand": ("stoep.png", PNG, "image/png")}
    web.post(f"/{platform}.com/berichten", data={"text": "Zie foto"}, files=file)
    sent = town.control("GET", f"directs/{platform}")
    assert [len(each["attachments"]) for each in sent] == ([1] if platform == "x" else [1, 0])
    shown = web.get(f"/{platform}.com/berichten").text
    assert 'data-testid="picture"' in shown
    media = sent[0]["attachments"][0]["media"]
    assert web.get(f"/media/{media}.png").content == PNG


def test_picture_with_a_post_and_a_comment(town: Town, web: Web, graph: Web) -> None:
    web.post("/facebook.com", data={"text": "Zie foto", "voorbeeldfoto": "ja"})
    post = town.control("GET", "posts/facebook")[-1]
    assert graph.get(f"/{post['id']}", fields="attachments").json()["attachments"]["data"]
    path = f"/facebook.com/gemeentevoorbeeld/posts/{post['id'].split('_')[1]}"
    file = {"bestand": ("stoep.png", PNG, "image/png")}
    web.post(path, data={"text": "", "parent": post["id"]}, files=file)
    assert len(town.control("GET", "posts/facebook")[-1]["media"]) == 1


@pytest.mark.parametrize(
    ("mime", "size", "complaint"),
    [
        ("text/html", 10, "Stuur een foto, een film, een geluid of een pdf."),
        ("image/png", 9_000_000, "hoogstens 8 MB"),
    ],
)
def test_file_that_is_not_taken(web: Web, mime: str, size: int, complaint: str) -> None:
    file = {"bestand": ("a", bytes(size), mime)}
    page = web.post("/facebook.com/berichten", data={"text": "Kijk"}, files=file)
    assert (page.status_code, complaint in page.text) == (400, True)
    assert "Kijk</textarea>" in page.text


def test_message_is_too_long(web: Web) -> None:
    page = write(web, "instagram", "é" * 501)
    assert "1002 van de 1000" in page.text


def test_own_message_changed_and_deleted(town: Town, web: Web) -> None:
    mid = writes(town)["id"]
    assert "Wijzig uw bericht" in web.get("/facebook.com/berichten", bewerk=mid).text
    form = {"id": mid, "text": "Anders", "back": "/facebook.com/berichten"}
    assert web.post("/facebook.com/bewerk", data=form).status_code == 303
    assert town.control("GET", "directs/facebook")[0]["text"] == "Anders"
    web.post("/facebook.com/verwijder", data={"id": mid})
    assert "Dit bericht is verwijderd." in web.get("/facebook.com/berichten").text


@pytest.mark.parametrize("platform", ["x", "facebook"])
def test_own_post_changed_and_deleted(town: Town, web: Web, platform: str) -> None:
    post = town.says(platform, "@GemVoorbeeld hallo")
    form = {"id": post, "text": "@GemVoorbeeld goedendag", "back": f"/{platform}.com"}
    assert web.post(f"/{platform}.com/bewerk", data=form).status_code == 303
    changed = town.control("GET", f"posts/{platform}")[-1]
    assert changed["text"] == "@GemVoorbeeld goedendag"
    assert web.post(f"/{platform}.com/verwijder", data={"id": changed["id"]}).status_code == 303
    assert town.control("GET", f"posts/{platform}")[-1]["id"] != changed["id"]


def test_words_of_others_stay(town: Town, web: Web) -> None:
    post = town.says("facebook", "Van Sjaak", author="sjaak_verzint")
    mid = writes(town, author="sjaak_verzint")["id"]
    for identity in (post, mid, town.own("facebook")):
        assert web.post("/facebook.com/verwijder", data={"id": identity}).status_code == 404
        form = {"id": identity, "text": "Gekaapt", "back": "/"}
        assert web.post("/facebook.com/bewerk", data=form).status_code == 404


def test_comment_on_instagram_cannot_be_changed(town: Town, web: Web) -> None:
    comment = town.says("instagram", "Mooi", parent=town.own("instagram"))
    form = {"id": comment, "text": "Lelijk", "back": "/"}
    assert web.post("/instagram.com/bewerk", data=form).status_code == 404


def test_reply_to_a_story(town: Town, web: Web) -> None:
    story = town.control("POST", "stories", {"text": "Open dag"})["id"]
    assert story in hooks(web.get("/instagram.com"), "story")
    assert "Reactie op het verhaal" in web.get("/instagram.com/berichten", verhaal=story).text
    write(web, "instagram", "Ik kom!", verhaal=story)
    (message,) = town.control("GET", "directs/instagram")
    assert (message["story"], message["text"]) == (story, "Ik kom!")


def test_municipality_named_in_a_story(town: Town, web: Web) -> None:
    assert web.post("/instagram.com/verhaal", data={}).status_code == 303
    (message,) = town.control("GET", "directs/instagram")
    (attachment,) = message["attachments"]
    assert attachment["kind"] == "story_mention"
    assert "U noemde de gemeente in uw verhaal" in web.get("/instagram.com/berichten").text


def test_recommending_the_page(town: Town, web: Web, graph: Web, page: str) -> None:
    form = {"aanbevelen": "nee", "text": "Lang gewacht"}
    assert web.post("/facebook.com/aanbevelen", data=form).status_code == 303
    (row,) = graph.get(f"/{page}/ratings", fields="recommendation_type").json()["data"]
    assert row == {"recommendation_type": "negative"}
    assert "Beveelt de gemeente niet aan" in web.get("/facebook.com").text


def test_hidden_comment_is_seen_by_its_writer_only(town: Town, web: Web, graph: Web) -> None:
    post = town.own("facebook")
    comment = town.says("facebook", "Scheldwoord", parent=post)
    graph.post(f"/{comment}", data={"is_hidden": "true"})
    path = f"/facebook.com/gemeentevoorbeeld/posts/{post.split('_')[1]}"
    assert "Scheldwoord" in web.get(path).text
    web.post("/inwoner", data={"inwoner": "tomasz_demo", "back": "/"})
    assert "Scheldwoord" not in web.get(path).text


def test_like_of_the_municipality_is_seen(town: Town, web: Web, graph: Web) -> None:
    post = town.says("facebook", "Dank u wel")
    graph.post(f"/{post}/likes")
    assert "1 vind-ik-leuk, ook van de gemeente" in web.get("/facebook.com").text
