"""The citizen's window, as the HTML a browser gets."""

from __future__ import annotations

import re

import pytest

from tests.simulator.web import Response, Town, Web

SITES = ("/x.com", "/facebook.com", "/instagram.com")


def hooks(page: Response, name: str) -> list[str]:
    """The ids of the messages with this test id, in order."""
    return re.findall(rf'data-testid="{name}" data-id="(\w+)"', page.text)


def write(web: Web, path: str, text: str, **fields: str) -> Response:
    return web.post(path, data={"text": text, **fields})


@pytest.fixture
def web(town: Town) -> Web:
    return town.web()


@pytest.mark.parametrize("path", ["/", *SITES])
def test_page_says_that_it_is_not_real(web: Web, path: str) -> None:
    assert "Nagebouwd platform voor de demonstratie" in web.get(path).text


@pytest.mark.parametrize("path", ["/", *SITES])
def test_page_needs_nothing_inline(web: Web, path: str) -> None:
    page = web.get(path)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|style=|<script(?! src)|\son\w+=", page.text)


@pytest.mark.parametrize("path", SITES)
def test_timeline_shows_the_posts_of_the_municipality(town: Town, web: Web, path: str) -> None:
    platform = path.strip("/").removesuffix(".com")
    assert hooks(web.get(path), "post")[0] == town.own(platform)


def test_tweet_starts_with_the_handle(web: Web) -> None:
    assert ">@GemVoorbeeld </textarea>" in web.get("/x.com").text


def test_tweet_reaches_the_municipality(web: Web, x: Web, mentions: str) -> None:
    answer = write(web, "/x.com", "@GemVoorbeeld hoe laat is het?")
    assert answer.status_code == 303
    (post,) = x.get(mentions).json()["data"]
    assert post["text"] == "@GemVoorbeeld hoe laat is het?"
    assert f"/x.com/noor_voorbeeld/status/{post['id']}" in answer.headers["location"]


def test_visitor_post_reaches_the_page(web: Web, graph: Web, page: str) -> None:
    write(web, "/facebook.com", "Hallo gemeente")
    (post,) = graph.get(f"/{page}/visitor_posts", fields="message,from").json()["data"]
    assert (post["message"], post["from"]["name"]) == ("Hallo gemeente", "Noor Bakker")


def test_comment_reaches_the_photo(town: Town, web: Web, instagram: Web) -> None:
    media = town.own("instagram")
    answer = write(web, f"/instagram.com/p/{media}", "Mooi!", parent=media)
    assert answer.status_code == 303
    (comment,) = instagram.get(f"/{media}/comments").json()["data"]
    assert comment["text"] == "Mooi!"


def test_photo_cannot_be_placed_by_a_citizen(web: Web) -> None:
    assert write(web, "/instagram.com", "Mijn foto").status_code == 405
    assert 'data-testid="compose"' not in web.get("/instagram.com").text


def test_answer_through_the_api_appears_in_the_thread(town: Town, web: Web, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    reply = {"text": "Dag Noor!", "reply": {"in_reply_to_tweet_id": asked}}
    placed = x.post("/tweets", json=reply).json()["data"]["id"]
    page = web.get(f"/x.com/noor_voorbeeld/status/{asked}")
    assert hooks(page, "municipality-answer") == [placed]
    assert "Dag Noor!" in page.text


def test_fragment_is_only_the_messages(town: Town, web: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    fragment = web.get(f"/x.com/noor_voorbeeld/status/{asked}", fragment="1")
    assert hooks(fragment, "post") == [asked]
    assert "<html" not in fragment.text


def test_fragment_is_empty_handed_when_nothing_changed(town: Town, web: Web) -> None:
    known = web.get("/x.com", fragment="1").headers["etag"]
    again = web.client.get("/x.com?fragment=1", headers={"if-none-match": known})
    town.says("x", "hallo")
    after = web.client.get("/x.com?fragment=1", headers={"if-none-match": known})
    assert (again.status_code, after.status_code) == (304, 200)


def test_what_people_write_is_escaped(town: Town, web: Web) -> None:
    name = "<b>Jan</b>"
    town.says("x", '<script>alert(1)</script> @x"><i>', author="jan_voorbeeld", name=name)
    page = web.get("/x.com").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>Jan" not in page


def test_reader_can_be_somebody_else(web: Web, town: Town) -> None:
    answer = web.post("/inwoner", data={"inwoner": "tomasz_demo", "back": "/facebook.com"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/facebook.com")
    write(web, "/facebook.com", "Dzień dobry")
    assert town.control("GET", "posts/facebook")[-1]["name"] == "Tomasz Nowak"


def test_unknown_reader_is_ignored(web: Web) -> None:
    web.post("/inwoner", data={"inwoner": "<script>", "back": "/x.com"})
    assert "Noor Bakker" in web.get("/x.com").text


@pytest.mark.parametrize("back", ["https://elders.example/", "//elders.example/", ""])
def test_way_back_stays_here(web: Web, back: str) -> None:
    answer = web.post("/inwoner", data={"inwoner": "tomasz_demo", "back": back})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("", "Schrijf eerst een bericht."), ("a" * 300, "300 van de 280 tekens")],
)
def test_refused_text_is_explained_and_kept(web: Web, text: str, complaint: str) -> None:
    page = write(web, "/x.com", text)
    assert page.status_code == 400
    assert complaint in page.text
    assert f"{text}</textarea>" in page.text


def test_comment_page_shows_the_whole_thread(town: Town, web: Web) -> None:
    post = town.says("facebook", "Hallo")
    made = {"platform": "facebook", "author": "municipality", "text": "Dag", "parent": post}
    link = town.control("POST", "posts", made)["url"].removeprefix(town.simulator.url)
    page = web.get(link)
    assert hooks(page, "post") == [post]
    assert len(hooks(page, "municipality-answer")) == 1


def test_answer_goes_to_the_message_pointed_at(town: Town, web: Web) -> None:
    post = town.says("facebook", "Hallo")
    first = town.says("facebook", "Eerste", parent=post, author="jan_voorbeeld")
    path = f"/facebook.com/gemeentevoorbeeld/posts/{post.split('_')[1]}"
    assert f'name="parent" value="{first}"' in web.get(path, antwoord=first).text
    assert f'name="parent" value="{post}"' in web.get(path).text


def test_answer_to_another_thread_is_refused(town: Town, web: Web) -> None:
    here, there = town.says("x", "hier"), town.says("x", "daar")
    path = f"/x.com/noor_voorbeeld/status/{here}"
    assert write(web, path, "hallo", parent=there).status_code == 404


def test_thread_whose_start_is_gone_keeps_its_answers(town: Town, web: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    answer = town.says("x", "Dag", parent=asked, author="municipality")
    town.control("DELETE", f"posts/x/{asked}")
    page = web.get(f"/x.com/GemVoorbeeld/status/{answer}")
    assert "Het eerste bericht is verwijderd." in page.text
    assert hooks(page, "municipality-answer") == [answer]


@pytest.mark.parametrize("platform", ["x", "facebook"])
def test_edited_message_says_so(town: Town, web: Web, platform: str) -> None:
    asked = town.says(platform, "Hallo")
    before = web.get(f"/{platform}.com").text
    town.control("PATCH", f"posts/{platform}/{asked}", {"text": "Goedendag"})
    assert ("bewerkt" in before, "bewerkt" in web.get(f"/{platform}.com").text) == (False, True)


@pytest.mark.parametrize(
    "path", ["/x.com/a/status/1", "/facebook.com/a/posts/1", "/instagram.com/p/1"]
)
def test_what_is_not_there(web: Web, path: str) -> None:
    page = web.get(path)
    assert page.status_code == 404
    assert "Dit bericht is er niet" in page.text


@pytest.mark.parametrize(
    "path",
    ["/avatar/x/GemVoorbeeld.svg", "/avatar/x/noor_voorbeeld.svg", "/photo/1.svg"],
)
def test_pictures_are_drawn(web: Web, path: str) -> None:
    picture = web.get(path)
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")
