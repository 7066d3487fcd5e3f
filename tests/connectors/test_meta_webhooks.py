"""What the simulated platforms push, over real HTTP, through gateway and parser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors import registry
from connectors.base import (
    Aside,
    Capability,
    Connection,
    Deleted,
    Form,
    Hidden,
    Incoming,
    Item,
    MediaKind,
    Outgoing,
    Pointer,
    Post,
    Profile,
    Reacted,
)
from connectors.meta.gateway import MetaGateway
from connectors.simulator.testing import Simulator
from tests.connectors.bench import Bench, MemoryVault, outgoing
from tests.simulator.callback import Callback, listening

TOKEN = "wij-zijn-het"
LAST = datetime.max.replace(tzinfo=UTC)


class Line:
    """A connected Page and Instagram account, and what is pushed about them."""

    def __init__(self, simulator: Simulator, callback: Callback) -> None:
        self.simulator, self.callback = simulator, callback
        self.benches = {kind: Bench(kind, simulator) for kind in ("facebook", "instagram")}
        account = self.benches["facebook"].account
        self.app: Any = {
            "app_id": account["app_id"],
            "app_secret": account["app_secret"],
            "instagram_app_secret": self.benches["instagram"].account["app_secret"],
            "verify_token": TOKEN,
        }
        self.gateway = MetaGateway(self.app)

    def subscribe(self, kind: str, *, repair: bool = True) -> Any:
        connection = self.benches[kind].connection
        return self.gateway.subscribe(self.callback.url, connection, repair=repair)

    def does(self, path: str, method: str = "POST", **body: Any) -> Any:
        return self.simulator.control(method, path, body or None)

    def hears(self, amount: int = 1) -> list[Item]:
        """Everything that was pushed, as soon as there are so many things: as it happened, for it
        comes in any order, and what has no moment of its own last."""
        self.callback.wait(amount)
        items: list[Item] = []
        for headers, body in self.callback.requests:
            self.gateway.verify(_any_case(headers), body)
            for parcel in self.gateway.open(body):
                us = self.benches[parcel.kind].connection
                assert us.external_id == parcel.external_id
                items += registry.connect(parcel.kind, us).parse(parcel.raw)
        return sorted(items, key=lambda item: getattr(item, "as_of", None) or LAST)

    def message(self, amount: int = 1) -> Incoming:
        """The newest message that was pushed."""
        return [item for item in self.hears(amount) if isinstance(item, Incoming)][-1]


def _any_case(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {"X-Hub-Signature-256": headers["x-hub-signature-256"]}


@pytest.fixture
def line(simulator: Simulator) -> Iterator[Line]:
    with listening(TOKEN) as callback:
        line = Line(simulator, callback)
        assert line.subscribe("facebook").good
        assert line.subscribe("instagram").good
        yield line


def test_subscription_is_seen_repaired_and_good_again(line: Line) -> None:
    line.does("subscriptions", "DELETE", object="page")
    broken = line.subscribe("facebook", repair=False)
    assert (broken.good, bool(broken.detail)) == (False, True)
    repaired = line.subscribe("facebook")
    assert (repaired.good, len(repaired.repaired)) == (True, 1)
    assert line.subscribe("facebook", repair=False).good


def test_webhooks_that_go_elsewhere_are_brought_back(line: Line) -> None:
    with listening(TOKEN) as other:
        line.callback, first = other, line.callback
        assert not line.subscribe("facebook", repair=False).good
        assert line.subscribe("facebook").good
        line.callback = first
        assert not line.subscribe("facebook", repair=False).good


def test_account_with_instagram_login_is_subscribed_by_itself(line: Line) -> None:
    line.does("subscriptions", "DELETE")
    bench = line.benches["instagram"]
    bench.vault.credentials["ig_token"] = bench.vault.credentials.pop("page_token")
    assert not line.subscribe("instagram", repair=False).good
    assert line.subscribe("instagram").good
    line.does("directs", platform="instagram", author="fan_voorbeeld", text="Dag")
    assert line.message().text == "Dag"


def test_comment_is_pushed_as_it_is_fetched(line: Line) -> None:
    facebook = line.benches["facebook"]
    said = facebook.say("Weer dicht?! 🌳")
    pushed, fetched = line.message(), facebook.fetch().message(said)
    for name in ("external_id", "author", "text", "thread_id", "parent_id", "post_id", "target"):
        assert getattr(pushed, name) == getattr(fetched, name)
    assert abs(pushed.created_at - fetched.created_at).total_seconds() < 1
    assert pushed.as_of == pushed.created_at


def test_reply_to_a_comment_is_in_its_thread(line: Line) -> None:
    facebook = line.benches["facebook"]
    question = facebook.say("Mag dit?")
    sequel = facebook.say("Iemand?", under=question)
    said = [item for item in line.hears(2) if isinstance(item, Incoming)]
    (message,) = (item for item in said if item.external_id == sequel)
    assert (message.thread_id, message.parent_id) == (question, question)


def test_edit_is_newer_than_what_it_changes(line: Line) -> None:
    facebook = line.benches["facebook"]
    said = facebook.say("Weer dicht?!")
    facebook.change(said, "Weer open!")
    first, second = [item for item in line.hears(2) if isinstance(item, Incoming)]
    assert (second.external_id, second.text) == (said, "Weer open!")
    assert first.as_of
    assert second.as_of
    assert first.as_of < second.as_of


def test_deletion_hiding_and_reaction_are_pushed(line: Line) -> None:
    facebook = line.benches["facebook"]
    said = facebook.say("Weer dicht?!")
    line.does(f"hidden/facebook/{said}", "PATCH", hidden=True)
    line.does("reactions", platform="facebook", id=said, author="ans_voorbeeld", reaction="love")
    facebook.delete(said)
    items = line.hears(4)
    (hidden,) = (item for item in items if isinstance(item, Hidden))
    (reacted,) = (item for item in items if isinstance(item, Reacted))
    (deleted,) = (item for item in items if isinstance(item, Deleted))
    assert (hidden.external_id, hidden.hidden) == (said, True)
    assert (reacted.external_id, reacted.reaction) == (said, "love")
    assert deleted.external_id == said
    assert deleted.as_of


def test_visitor_post_is_a_message_and_our_own_is_a_post(line: Line) -> None:
    facebook = line.benches["facebook"]
    line.does("posts", platform="facebook", author="henk_voorbeeld", text="Boom op de weg")
    facebook.own_post("Morgen dicht")
    message, post = line.hears(2)
    assert isinstance(message, Incoming)
    assert message.author.name == "Henk Voorbeeld"
    assert isinstance(post, Post)
    assert post.text == "Morgen dicht"


def test_picture_has_the_same_key_either_way(line: Line) -> None:
    media = line.does("media", platform="facebook", kind="image")["id"]
    facebook = line.benches["facebook"]
    place = facebook.own_post()
    draft = {"platform": "facebook", "author": "noor_voorbeeld", "text": "Kijk", "parent": place}
    said = line.does("posts", **draft, media=[media])["id"]
    pushed, fetched = line.message(2), facebook.fetch().message(said)
    assert [(each.kind, each.key) for each in pushed.attachments] == [(MediaKind.IMAGE, "0")]
    assert pushed.attachments == fetched.attachments


def test_recommendation_is_pushed_as_it_is_fetched(line: Line) -> None:
    said = line.does("ratings", author="henk_voorbeeld", positive=False, text="Nooit open")["id"]
    pushed = line.message()
    fetched = line.benches["facebook"].fetch().message(said)
    assert pushed.form is fetched.form is Form.ADVISES_AGAINST
    assert (pushed.external_id, pushed.thread_id) == (fetched.external_id, fetched.thread_id)
    assert pushed.author.id == fetched.author.id


@pytest.mark.parametrize("comment", [True, False])
def test_mention_elsewhere_keeps_its_words(line: Line, comment: bool) -> None:
    line.does(
        "mentions", platform="facebook", author="henk_voorbeeld", text="Help!", comment=comment
    )
    message, pointer = line.hears()
    assert isinstance(message, Incoming)
    assert message.form is Form.MENTION
    assert "Help!" in message.text
    assert pointer == Pointer(message.external_id)
    again, *_ = line.benches["facebook"].refresh(message.external_id)
    assert isinstance(again, Incoming)
    assert (again.external_id, again.text) == (message.external_id, message.text)


def test_comment_on_an_advertisement_comes_with_its_post(line: Line) -> None:
    line.does("ad-comments", platform="facebook", author="henk_voorbeeld", text="Reclame?")
    message, pointer = line.hears()
    assert isinstance(message, Incoming)
    assert pointer == Pointer(message.post_id)


@pytest.mark.parametrize("shape", ["observed", "facebook_login", "instagram_login_flat"])
def test_comment_on_instagram_is_pushed_in_three_shapes(line: Line, shape: str) -> None:
    line.does("settings", ig_comment_shape=shape)
    instagram = line.benches["instagram"]
    comment = instagram.say("Mooi!")
    instagram.say("Vind ik ook", under=comment, author="ans_voorbeeld")
    first, second = [item for item in line.hears(2) if isinstance(item, Incoming)]
    haul = instagram.fetch()
    for pushed in (first, second):
        fetched = haul.message(pushed.external_id)
        for name in ("author", "text", "thread_id", "parent_id", "post_id", "target"):
            assert getattr(pushed, name) == getattr(fetched, name)


def test_comment_on_an_instagram_ad_belongs_to_the_photo(line: Line) -> None:
    line.does("ad-comments", platform="instagram", author="fan_voorbeeld", text="Mooi")
    message, pointer = line.hears()
    assert isinstance(message, Incoming)
    assert isinstance(pointer, Pointer)
    (post,) = line.benches["instagram"].refresh(pointer.subject)
    assert isinstance(post, Post)
    assert post.external_id == message.post_id


@pytest.mark.parametrize("comment", [True, False])
def test_mention_on_instagram_is_looked_up(line: Line, comment: bool) -> None:
    line.does(
        "mentions", platform="instagram", author="fan_voorbeeld", text="Gezien?", comment=comment
    )
    (pointer,) = line.hears()
    assert isinstance(pointer, Pointer)
    (message,) = line.benches["instagram"].refresh(pointer.subject)
    assert isinstance(message, Incoming)
    assert message.form is Form.MENTION
    assert "Gezien?" in message.text
    assert message.author.handle == "fan_voorbeeld"


def test_mention_of_a_private_account_is_said_to_be_out_of_reach(line: Line) -> None:
    line.does("mentions", platform="instagram", author="fan_voorbeeld", text="Psst", private=True)
    (pointer,) = line.hears()
    assert isinstance(pointer, Pointer)
    bench = line.benches["instagram"]
    assert bench.failure(lambda: bench.refresh(pointer.subject)).permanent


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
def test_private_message_is_pushed_as_it_is_fetched(line: Line, kind: str) -> None:
    picture = line.does("media", platform=kind, kind="image")["id"]
    said = line.does("directs", platform=kind, author="noor_voorbeeld", text="Mag ik iets vragen?")
    line.does("directs", platform=kind, author="noor_voorbeeld", media=[picture])
    pushed = [item for item in line.hears(2) if isinstance(item, Incoming)]
    haul = line.benches[kind].fetch()
    assert len(pushed) == 2
    for message in pushed:
        fetched = haul.message(message.external_id)
        assert fetched.private
        for name in ("text", "thread_id", "parent_id", "form", "attachments"):
            assert getattr(message, name) == getattr(fetched, name)
        assert message.author.id == fetched.author.id == said["thread_id"]


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
def test_name_of_who_writes_in_private_is_looked_up(line: Line, kind: str) -> None:
    line.does("directs", platform=kind, author="noor_voorbeeld", text="Dag")
    pointer = line.hears()[-1]
    assert isinstance(pointer, Pointer)
    (profile,) = line.benches[kind].refresh(pointer.subject)
    assert isinstance(profile, Profile)
    assert profile.person.name


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
def test_private_message_is_edited_and_taken_back(line: Line, kind: str) -> None:
    said = line.does("directs", platform=kind, author="noor_voorbeeld", text="Dag")["id"]
    line.does(f"directs/{kind}/{said}", "PATCH", text="Goedendag")
    line.does(f"directs/{kind}/{said}", "DELETE")
    items = [item for item in line.hears(3) if not isinstance(item, Pointer)]
    first, second, gone = items
    assert isinstance(first, Incoming)
    assert isinstance(second, Incoming)
    assert (second.external_id, second.text) == (said, "Goedendag")
    assert isinstance(gone, Deleted)
    assert gone.external_id == said


def test_story_reply_and_story_mention_hold_the_story(line: Line) -> None:
    story = line.does("stories", text="Open dag")["id"]
    film = line.does("media", platform="instagram", kind="image")["id"]
    write = {"platform": "instagram", "author": "fan_voorbeeld"}
    line.does("directs", **write, text="Leuk!", story=story)
    line.does("directs", **write, media=[film], story_mention=True)
    line.does("directs", **write, ephemeral=True)
    line.does("directs", **write, unsupported=True)
    messages = [item for item in line.hears(4) if isinstance(item, Incoming)]
    forms = [Form.STORY_REPLY, Form.STORY_MENTION, Form.EPHEMERAL, Form.UNSUPPORTED]
    assert [message.form for message in messages] == forms
    assert [len(message.attachments) for message in messages] == [1, 1, 0, 0]
    assert all(message.attachments[0].story for message in messages[:2])
    fetched = line.benches["instagram"].fetch()
    for message in messages[:2]:
        same = fetched.message(message.external_id)
        assert (same.form, same.attachments) == (message.form, message.attachments)


def test_echo_tells_which_answer_it_is(line: Line) -> None:
    facebook = line.benches["facebook"]
    citizen = line.does("directs", platform="facebook", author="noor_voorbeeld", text="Dag")
    answer = direct(citizen["thread_id"], key="b7f1")
    receipt = facebook.connector.send(answer)
    echo = [item for item in line.hears(3) if isinstance(item, Incoming)][-1]
    assert (echo.external_id, echo.key) == (receipt.external_id, "b7f1")
    assert (echo.author.id, echo.thread_id) == (facebook.connection.external_id, answer.recipient)


def test_button_delivery_and_standby_are_understood(line: Line) -> None:
    write = {"platform": "facebook", "author": "noor_voorbeeld"}
    line.does("directs", **write, text="Dag", standby=True)
    line.does("postbacks", **write, title="Afval", payload="AFVAL")
    facebook = line.benches["facebook"]
    facebook.connector.send(direct(line.message(2).thread_id))
    line.does("reads", **write)
    items = [item for item in line.hears(5) if not isinstance(item, Pointer)]
    assert [item.form for item in items if isinstance(item, Incoming)][1] is Form.BUTTON
    assert {item.what for item in items if isinstance(item, Aside)} == {"delivery", "read"}


def test_a_thousand_changes_come_in_one_body(line: Line) -> None:
    line.does("webhooks/behaviour", hold=True, batch=1000)
    ids = line.benches["facebook"].say_all(f"Vraag {number}" for number in range(300))
    line.does("webhooks/behaviour", hold=False, batch=1000)
    items = line.hears(300)
    assert len(line.callback.requests) < 10
    assert {item.external_id for item in items if isinstance(item, Incoming)} == ids


def direct(recipient: str, text: str = "Goedemiddag!", **more: Any) -> Outgoing:
    way: dict[str, Any] = {"way": Capability.DM, "recipient": recipient, "thread_id": recipient}
    return replace(outgoing("", text), **way, **more)


def test_unknown_account_is_still_sorted_out() -> None:
    body = b'{"object":"page","entry":[{"id":"1","time":1,"changes":[]},{"id":"2","time":1}]}'
    parcels = MetaGateway({}).open(body)
    assert [(parcel.kind, parcel.external_id) for parcel in parcels] == [
        ("facebook", "1"),
        ("facebook", "2"),
    ]
    us = Connection("2", "", MemoryVault({}))
    (aside,) = registry.connect("facebook", us).parse(parcels[1].raw)
    assert isinstance(aside, Aside)
