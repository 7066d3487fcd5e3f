"""A day of many colleagues on one inbox: every question is answered once, and nobody's words are
lost. ``make twenty`` plays one with twenty browsers and 500 questions, and prints how it went.

Citizens ask in waves, so that a question can be seen when it comes: the queue shows those that wait
longest. Colleagues take what nobody has. Every fifth question two of them open and answer at the
same time: the second is stopped, sees what the first said, and leaves it at that. At every fourth
of the others somebody's browser is closed in the middle of an answer and another one opened.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, Locator, Page, async_playwright
from playwright.async_api import TimeoutError as TooLate

from tests.browser.chromium import launch_options
from tests.browser.citizens import Citizens
from tests.browser.conftest import Demo
from tests.browser.crew import Colleague, crew

WAVE = 20  # questions at a time
LOW = 20  # so few wait when the next wave comes: all of them fit on a screen
PAIR_EVERY, CLOSE_EVERY = 5, 4
BEGINNINGS = itertools.count(0, 10_000)  # questions of one day are those of no other
PATIENCE = 300_000  # milliseconds for one thing on the screen: twenty browsers share a machine
ARRIVE_SECONDS = 2  # between one colleague and the next, in the morning
DAY_SECONDS = 3 * 3600
# Of X's requests in 15 minutes: it lets an account place 100 answers in that time, and here a whole
# day goes by in it.
NO_LIMIT = 100_000
LOOK_SECONDS = 0.3

# Tells Python when a question is on the screen for the first time.
WATCH = """
addEventListener("DOMContentLoaded", () => {
  const told = new Set();
  const look = () => {
    const words = document.getElementById("queue")?.textContent ?? "";
    for (const [, number] of words.matchAll(/vraag (\\d+)\\./g)) {
      if (told.has(number)) continue;
      told.add(number);
      window.shown(Number(number), Date.now());
    }
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
});
"""
ROW = "[data-testid=queue-row]"
# The page says that a press got no answer, and nothing is under way.
NOT_OPENED = "body:has(#offline:not([hidden])):not(:has(a.row.htmx-request))"
UNANSWERED = "body:has(#offline:not([hidden])):has([data-testid=compose-send]:enabled)"
NUMBER = re.compile(r"vraag (\d+)\.")


@dataclass
class Day:
    """What happened. Seconds are between asking and the first screen that shows it."""

    agents: int
    questions: range
    asked: dict[int, float] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    placed: Counter[int] = field(default_factory=Counter)
    by: dict[int, str] = field(default_factory=dict)
    conflicts: int = 0
    unseen_conflicts: int = 0
    drafts: int = 0
    lost_drafts: int = 0
    pressed_again: int = 0
    took: float = 0

    @property
    def once(self) -> int:
        return sum(self.placed[number] == 1 for number in self.questions)

    @property
    def twice(self) -> int:
        return sum(many > 1 for many in self.placed.values())

    def row(self) -> str:
        seconds = sorted(self.seconds.values())
        p95 = seconds[max(0, round(len(seconds) * 0.95) - 1)]
        return (
            f"{self.agents} colleagues, {len(self.questions)} questions: "
            f"{self.once} answered once, {self.twice} twice; "
            f"{self.conflicts} conflicts shown, {self.unseen_conflicts} not; "
            f"{self.drafts} drafts reopened, {self.lost_drafts} lost; "
            f"{self.pressed_again} pressed again; from platform to screen "
            f"median {statistics.median(seconds):.1f} s, p95 {p95:.1f} s, in {self.took:.0f} s"
        )


class Play:
    """One day, with everybody in it."""

    def __init__(self, demo: Demo, agents: int, questions: int) -> None:
        self.demo = demo
        beginning = next(BEGINNINGS) + 1
        self.day = Day(agents, range(beginning, beginning + questions))
        self.answered: set[int] = set()
        self.taken: set[int] = set()
        self.pairs: dict[int, asyncio.Barrier] = {}  # until both have written
        self.alone: set[int] = set()  # of the pairs: those that wait for a second one

    async def run(self) -> Day:
        started = time.monotonic()
        colleagues = await asyncio.to_thread(crew, self.demo, self.day.agents)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch_options())
            async with asyncio.timeout(DAY_SECONDS):
                people = [Person(self, browser, one) for one in colleagues]
                await asyncio.gather(
                    self._ask(), *(one.work(late) for late, one in enumerate(people))
                )
            await browser.close()
        self.day.took = time.monotonic() - started
        await asyncio.to_thread(self._count)
        return self.day

    @property
    def is_over(self) -> bool:
        return len(self.answered) == len(self.day.questions)

    def take(self, number: int) -> bool:
        """Let one more colleague deal with this question; False when it has enough of them."""
        is_pair = number % PAIR_EVERY == 0 and self.day.agents > 1
        if number in self.alone:
            self.alone.remove(number)
        elif number in self.taken:
            return False
        elif is_pair and len(self.alone) == self.day.agents - 1:
            return False  # somebody has to be left to come second
        elif is_pair:
            self.pairs[number] = asyncio.Barrier(2)
            self.alone.add(number)
        self.taken.add(number)
        return True

    async def _ask(self) -> None:
        citizens = Citizens(self.demo.simulator)
        self.demo.simulator.control("POST", "settings", {"rate_limit": NO_LIMIT})
        await asyncio.to_thread(citizens.wait_until_platforms_tell)
        for number in self.day.questions:
            while len(self.day.asked) - len(self.answered) >= LOW + WAVE:
                await asyncio.sleep(LOOK_SECONDS)
            words = f"@GemVoorbeeld vraag {number}. Hoe laat gaat de balie open?"
            self.day.asked[number] = time.time()
            await asyncio.to_thread(citizens.post, "x", words)

    def seen(self, number: int, at: float) -> None:
        """A screen shows this question; ``at`` in milliseconds since 1970."""
        if number in self.day.asked:
            self.day.seconds.setdefault(number, at / 1000 - self.day.asked[number])

    def _count(self) -> None:
        """What stands on the platform in the end."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            placed = self.demo.simulator.control("GET", "outbox?platform=x")
            found = [re.search(r"antwoord op vraag (\d+)\b", row["text"]) for row in placed]
            numbers = [int(each[1]) for each in found if each]
            self.day.placed = Counter(each for each in numbers if each in self.day.questions)
            if len(self.day.placed) >= len(self.day.questions):
                return
            time.sleep(1)


class Person:
    """One colleague with a browser of their own."""

    def __init__(self, play: Play, browser: Browser, who: Colleague) -> None:
        self.play, self.browser, self.who = play, browser, who

    async def work(self, late: int) -> None:
        """Until all is answered. ``late``: how many colleagues are at work before this one."""
        await asyncio.sleep(late * ARRIVE_SECONDS)
        while not self.play.is_over:
            async with self._window() as page:
                await page.goto(f"{self.play.demo.address}/inbox/")
                while not self.play.is_over:
                    number = await self._next(page)
                    if number is None:
                        await asyncio.sleep(LOOK_SECONDS)
                    elif await self._deal_with(page, number):
                        break  # the browser is closed on them

    @asynccontextmanager
    async def _window(self) -> AsyncIterator[Page]:
        context = await self.browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="nl-NL"
        )
        context.set_default_timeout(PATIENCE)
        self.play.demo.listen_to(context)
        await context.add_cookies([self.who.cookie])
        await context.expose_function("shown", self.play.seen)
        await context.add_init_script(WATCH)
        try:
            yield await context.new_page()
        finally:
            await context.close()

    async def _next(self, page: Page) -> int | None:
        """The first question on the screen that wants somebody."""
        rows = await page.locator(ROW).all_inner_texts()
        found = [NUMBER.search(row) for row in rows]
        numbers = [int(each[1]) for each in found if each and int(each[1]) in self.play.day.asked]
        return next(filter(self.play.take, numbers), None)

    async def _deal_with(self, page: Page, number: int) -> bool:
        """Open and answer; whether the browser was closed on the way."""
        await self._open(page, number)
        words = f"Dag, dit is het antwoord op vraag {number} van {self.who.name}."
        await self._write(page, words)
        if number % CLOSE_EVERY == 0 and number % PAIR_EVERY:
            await self._keep(page, words)
            await page.context.close()
            await self._go_on(number, words)
            return True
        if number in self.play.pairs:
            await self._wait_for_the_other(number)
        await self._send(page, number, words)
        return False

    async def _open(self, page: Page, number: int) -> None:
        """By its row, as people do; it may be open already, as the next one after an answer."""
        shown = page.locator(f"#thread:has-text('vraag {number}.')")
        row = page.locator(ROW).filter(has_text=f"vraag {number}.").first
        try:
            while not await shown.count():
                await row.click()
                await page.mouse.move(0, 0)  # a pointer over the queue keeps new rows out of it
                await asyncio.sleep(LOOK_SECONDS)
                await shown.or_(page.locator(NOT_OPENED)).first.wait_for()
                self.play.day.pressed_again += not await shown.count()
        except TooLate as late:
            told = await page.locator("body").inner_text()
            raise AssertionError(f"{self.who.name} at {page.url} opens {number}: {told}") from late
        await page.get_by_test_id("compose-text").wait_for()

    async def _write(self, page: Page, words: str) -> None:
        field = page.get_by_test_id("compose-text")
        await field.fill("")
        await field.press_sequentially(words)
        found = await field.input_value()
        assert found == words, f"{self.who.name} at {page.url} wrote {words!r}: {found!r}"

    async def _keep(self, page: Page, words: str) -> None:
        """Until the server has the words, and this browser alone has none."""
        kept = "words => !Object.values(sessionStorage).some(kept => kept.includes(words))"
        try:
            await page.wait_for_function(kept, arg=words)
        except TooLate as late:
            left = await page.evaluate("JSON.stringify(sessionStorage)")
            raise AssertionError(f"{self.who.name} at {page.url}: not kept: {left}") from late

    async def _go_on(self, number: int, words: str) -> None:
        """In another browser, with the words as they were."""
        async with self._window() as page:
            await page.goto(f"{self.play.demo.address}/inbox/?status=all&q=vraag+{number}")
            await self._open(page, number)
            self.play.day.drafts += 1
            try:
                await page.wait_for_function(
                    "words => document.querySelector('[data-testid=compose-text]').value === words",
                    arg=words,
                    timeout=10_000,
                )
            except TooLate:
                self.play.day.lost_drafts += 1
                await self._write(page, words)
            await self._send(page, number, words)

    async def _wait_for_the_other(self, number: int) -> None:
        """So that both of a pair have written before one of them sends."""
        try:
            async with asyncio.timeout(PATIENCE / 1000):
                await self.play.pairs[number].wait()
        except TimeoutError as late:
            raise AssertionError(f"{self.who.name} waits for another one at {number}") from late

    async def _send(self, page: Page, number: int, words: str) -> None:
        stopped = page.get_by_test_id("meanwhile")
        stands = page.get_by_test_id("message").filter(has_text=words)
        # The next conversation, or none when it was the last of the list.
        gone = page.locator(f"#thread:not(:has-text('vraag {number}.')), .conversation--nothing")
        outcome = stopped.or_(stands).or_(gone)
        try:
            await self._press(page, outcome)
        except TooLate as late:
            shown = await page.locator("body").inner_text()
            raise AssertionError(f"{self.who.name} at {page.url}, {number}: {shown}") from late
        if await stopped.count():
            await self._leave_it(page, number)
        else:
            self.play.day.by[number] = self.who.name
            self.play.answered.add(number)

    async def _press(self, page: Page, outcome: Locator) -> None:
        """Until something follows; once more where the page says that the server did not answer."""
        button = page.get_by_test_id("compose-send")
        unanswered = page.locator(UNANSWERED)
        await button.click()
        await outcome.or_(unanswered).first.wait_for()
        while not await outcome.count():
            self.play.day.pressed_again += 1
            await button.click()
            await outcome.or_(unanswered).first.wait_for()

    async def _leave_it(self, page: Page, number: int) -> None:
        """Somebody was first: their words are shown, and what was written here is thrown away."""
        told = await page.get_by_test_id("meanwhile").inner_text()
        if f"antwoord op vraag {number}" in told:
            self.play.day.conflicts += 1
        else:
            self.play.day.unseen_conflicts += 1
        await page.get_by_test_id("compose-text").fill("")
        await page.goto(f"{self.play.demo.address}/inbox/")
