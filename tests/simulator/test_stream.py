"""The stream of fictional citizens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

import pytest

from connectors.simulator.app import create_app
from connectors.simulator.citizens import Story, Turn, Way, stories
from connectors.simulator.clock import SECOND, now_ms
from connectors.simulator.hub import Hub, Streaming
from connectors.simulator.letters import Letter, send
from connectors.simulator.municipality import municipality
from connectors.simulator.publishing import Draft, publish
from connectors.simulator.seed import seed
from connectors.simulator.storage import dump, restore
from connectors.simulator.stream import OPENING, Player, begin, due_turn, programme, take
from connectors.simulator.testing import running_simulator
from connectors.simulator.world import PLATFORMS, Post, World

EVERY = 20


@pytest.fixture
def world() -> World:
    made = World()
    seed(made)
    return made


def player(world: World) -> Player:
    return Player(Hub(world, streaming=Streaming(running=True, every=EVERY)))


def moments(minutes: int) -> Iterator[int]:
    """Every second of the coming ``minutes``."""
    began = now_ms()
    return (began + second * SECOND for second in range(minutes * 60))


def posted(world: World) -> list[Post]:
    return [p for name in PLATFORMS for p in world.living(name) if p.via == "app"]


def story(turn: Turn, platform: str = "x", under: str = "") -> Story:
    chosen = next(each for each in PLATFORMS if each == platform)
    return Story("proef", chosen, "jan_voorbeeld", "Jan", "@GemVoorbeeld hallo", under, (turn,))


def answered(world: World, post: Post) -> Post:
    author = municipality(world, post.platform)
    return publish(world, Draft(author, "Dag!", parent=post, via="api"))


def test_there_is_something_for_everyone() -> None:
    assert len(stories()) >= 36
    assert {each.platform for each in stories()} == set(PLATFORMS)
    assert {each.platform for each in stories()[:OPENING]} == set(PLATFORMS)


def test_stories_can_be_told_apart() -> None:
    assert len({each.id for each in stories()}) == len(stories())


@pytest.mark.parametrize("each", stories(), ids=lambda each: each.id)
def test_story_fits_its_platform(each: Story) -> None:
    assert len(each.handle) <= 15
    somewhere = bool(each.under) or each.way != "public"
    assert somewhere or each.platform != "instagram"
    assert "@GemVoorbeeld" in each.text or each.platform != "x" or each.is_private
    assert "berk" not in each.text.casefold()


def test_something_is_edited_and_something_deleted() -> None:
    actions = {turn.action for each in stories() for turn in each.turns}
    assert actions == {"write", "edit", "delete"}


def test_opening_comes_at_once(world: World) -> None:
    player(world).play(now_ms())
    assert set(world.played) == {each.id for each in stories()[:OPENING]}


def test_after_that_one_at_a_time(world: World) -> None:
    stream, counts = player(world), []
    for now in moments(3):
        stream.play(now)
        counts.append(len(world.played))
    assert max(later - sooner for sooner, later in pairwise(counts)) == 1
    assert OPENING + 5 <= counts[-1] <= OPENING + 16


def test_stream_ends(world: World) -> None:
    stream = player(world)
    for now in moments(40):
        stream.play(now)
    assert len(world.played) == len(stories())
    assert len(stream.programme) == len(stories())


def test_same_seed_gives_the_same_programme() -> None:
    assert programme(3) == programme(3)
    assert programme(3) != programme(4)
    assert programme(3)[:OPENING] == programme(4)[:OPENING]


def test_second_start_goes_on_where_the_first_ended(world: World) -> None:
    player(world).play(now_ms())
    later = restore(dump(world))
    player(later).play(now_ms())
    assert later.played == world.played
    assert len(posted(later)) == len(posted(world))


def test_comment_stands_under_the_post_it_is_about(world: World) -> None:
    begin(world, story(Turn("soon", "delete"), "instagram", under="plein"))
    (comment,) = posted(world)
    media = world.find("instagram", comment.parent or "")
    assert media
    assert "Stationsplein" in media.text


def test_thanks_wait_for_an_answer(world: World) -> None:
    told = story(Turn("answered", "write", "Dankjewel!"))
    begin(world, told)
    assert due_turn(world, told) is None
    answer = answered(world, posted(world)[0])
    take(world, told, due_turn(world, told) or pytest.fail("no turn"))
    assert posted(world)[-1].parent == answer.id
    assert due_turn(world, told) is None


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_thanks_stand_under_the_comment(world: World, platform: str) -> None:
    told = story(Turn("answered", "write", "Dankjewel!"), platform, under="plein")
    begin(world, told)
    comment = posted(world)[0]
    answered(world, comment)
    take(world, told, told.turns[0])
    assert posted(world)[-1].parent == comment.id


def test_answer_to_somebody_else_is_no_reason_for_thanks(world: World) -> None:
    told = story(Turn("answered", "write", "Dankjewel!"), "instagram", under="plein")
    begin(world, told)
    answered(world, next(p for p in world.living("instagram") if p.parent is None))
    assert due_turn(world, told) is None


def test_afterthought_comes_without_an_answer(world: World) -> None:
    told = story(Turn("soon", "write", "@GemVoorbeeld en op zondag?"))
    begin(world, told)
    take(world, told, due_turn(world, told) or pytest.fail("no turn"))
    first, second = posted(world)
    assert second.parent == first.id


def test_edit_changes_the_first_message(world: World) -> None:
    told = story(Turn("soon", "edit", "@GemVoorbeeld goedendag"))
    begin(world, told)
    take(world, told, told.turns[0])
    assert [post.text for post in posted(world)] == ["@GemVoorbeeld goedendag"]


def test_deleted_message_is_gone(world: World) -> None:
    told = story(Turn("soon", "delete"))
    begin(world, told)
    take(world, told, told.turns[0])
    assert posted(world) == []
    assert due_turn(world, told) is None


def test_turn_after_a_message_was_removed_is_skipped(world: World) -> None:
    told = story(Turn("soon", "write", "@GemVoorbeeld en op zondag?"))
    begin(world, told)
    world.remove(posted(world)[0])
    take(world, told, told.turns[0])
    assert posted(world) == []


def test_stream_runs_over_http_and_can_be_stopped() -> None:
    with running_simulator(stream=0.2) as simulator:
        until = time.monotonic() + 60
        while len(simulator.control("GET", "posts/facebook")) < 6 and time.monotonic() < until:
            time.sleep(0.02)
        stopped = simulator.control("POST", "stream", {"running": False, "every": 9})
        assert stopped == {"running": False, "every": 9}
        assert len(simulator.control("GET", "posts/facebook")) >= 6


def private(way: Way, *turns: Turn) -> Story:
    return Story("proef", "instagram", "jan_voorbeeld", "Jan", "Hallo", turns=turns, way=way)


def test_every_way_is_told() -> None:
    assert {each.way for each in stories()} == set(get_args(Way))


def test_private_story_goes_on_after_an_answer(world: World) -> None:
    told = private("direct", Turn("answered", "write", "Dankjewel!"))
    begin(world, told)
    assert due_turn(world, told) is None
    (first,) = world.directs("instagram")
    us, citizen = municipality(world, "instagram"), world.person("instagram", first.sender)
    assert citizen
    send(world, Letter(us, citizen, "Dag!", via="api"))
    take(world, told, due_turn(world, told) or pytest.fail("no turn"))
    assert [each.text for each in world.directs("instagram")] == ["Hallo", "Dag!", "Dankjewel!"]


def test_private_words_changed_and_taken_back(world: World) -> None:
    told = private("direct", Turn("soon", "edit", "Goedendag"), Turn("soon", "delete"))
    begin(world, told)
    (message,) = world.directs("instagram")
    take(world, told, told.turns[0])
    assert (message.text, message.edited) == ("Goedendag", 1)
    take(world, told, told.turns[1])
    assert message.deleted


def test_reply_to_a_story_of_today(world: World) -> None:
    begin(world, private("story_reply"))
    (message,) = world.directs("instagram")
    story_post = world.find("instagram", message.story)
    assert story_post
    assert story_post.place == "story"


def test_mention_in_a_story_has_its_picture(world: World) -> None:
    begin(world, private("story_mention"))
    (message,) = world.directs("instagram")
    assert message.is_story_mention
    assert message.attachments[0].media in world.media


def test_pictures_survive_a_restart(world: World) -> None:
    begin(world, next(each for each in stories() if each.id == "stoep-foto"))
    begin(world, next(each for each in stories() if each.id == "beoordeling-slecht"))
    begin(world, private("story_mention"))
    later = restore(dump(world))
    assert dump(later) == dump(world)


@pytest.mark.parametrize(("seconds", "running"), [(None, False), (0, False), (5, True)])
def test_citizens_are_silent_at_zero(seconds: float | None, running: bool) -> None:
    assert create_app(stream=seconds).state.hub.streaming.running is running
