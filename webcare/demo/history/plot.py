"""What happens in a conversation: who answers it, when, by which road, and what follows."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from connectors.base import Capability
from inbox.models import Bundle, BundleAnswer
from routing.models import Place
from webcare.demo.history.grammar import Template, rough
from webcare.demo.history.life import MINUTE, SECOND, Life, Over
from webcare.demo.history.planted import HERE, HOUR, Planted
from webcare.demo.history.season import Question
from webcare.demo.history.topics import Topic, phrases
from webcare.demo.history.town import Citizen, Colleague, Desk, Gathered, Town

DAY = timedelta(days=1)
EVENING, BY_DAY = (17, 22), (8, 22)
BUNDLE_EVERY = timedelta(hours=5)  # or, of what lasts for days, this part of it
PARTS = 8
PRIVATE_ANYWAY = 0.025  # of public questions, asked on in private


@dataclass
class Plot:
    """One question, played from its first words on."""

    town: Town
    question: Question
    usual: float  # conversations on an ordinary day

    def play(self) -> int:
        """How many messages it became."""
        town, question = self.town, self.question
        citizen = town.citizen(question.channel)
        private = self._is_private(citizen)
        life = Life(town, question.channel, citizen, private, question.at)
        followed = 0
        with suppress(Over):
            self._begin(life)
            followed = self._go_on(life)
        return life.finish() + followed

    def _is_private(self, citizen: Citizen) -> bool:
        channel = self.town.profile["channels"][self.question.channel]
        topic = self.topic
        share = channel["private"] if topic.private is None else topic.private
        if self.question.event or topic.kind in ("compliment", "overig"):
            share /= 4
        return not citizen.letters and self.town.dice.chance(share)

    @property
    def topic(self) -> Topic:
        return self.question.topic

    # The beginning -------------------------------------------------------------------------------

    def _begin(self, life: Life) -> None:
        town, dice, question = self.town, self.town.dice, self.question
        asked = dice.one(self.topic.asked)
        self.place = town.place(question.event)
        text = rough(self._fill(asked.template, self.place), dice)
        life.row["urgent"] = dice.chance(question.event.urgent if question.event else 0)
        life.say(question.at, self._addressed(life, text))
        life.sort(self.topic, text, asked.language, self.place)

    def _fill(self, template: Template, place: Place) -> str:
        where = {"straat": place.street, "buurt": place.neighbourhood, "wijk": place.district}
        return self.town.fill(template, **where)

    def _addressed(self, life: Life, text: str) -> str:
        """On X they name us; some add a tag."""
        dice = self.town.dice
        if life.channel == "x" and not life.private:
            text = f"@{life.account.handle} {text}"
        if not life.private and dice.chance(0.06):
            text = f"{text} #{dice.one(['voorbeeld', 'gemeentevoorbeeld', self.topic.slug])}"
        return text

    def _go_on(self, life: Life) -> int:
        dice = self.town.dice
        if dice.chance(0.013) and not self.question.event:
            life.withdraw(life.now + dice.around(40, 1) * MINUTE)
            return 0
        if dice.chance(0.012):
            words = life.messages[-1]["text"]
            life.edit(life.now + dice.around(4, 0.7) * MINUTE, f"{words} (aangepast)")
        if self._is_answered_in_the_app(life):
            return 0
        if self._is_gathered(life):
            self._afterwards(life)
            return 0
        return self._work(life)

    def _is_answered_in_the_app(self, life: Life) -> bool:
        town, dice = self.town, self.town.dice
        if life.private or not dice.chance(town.profile["channels"][life.channel]["native"]):
            return False
        at = life.now + dice.around(35, 1) * MINUTE
        if not 8 <= at.astimezone(HERE).hour < 22:
            return False
        text = town.fill(dice.one(phrases("answered", "native")), naam=life.citizen.first)
        life.answer_in_the_app(at, text)
        return True

    # Work ----------------------------------------------------------------------------------------

    def _work(self, life: Life) -> int:
        """A colleague comes to it; messages of what followed from it elsewhere."""
        town, dice = self.town, self.town.dice
        at, by = self._turn(life)
        self._more_words(life, at)
        if self._is_left(life, at, by):
            return 0
        desk = town.desks.get(self.topic.department)
        life.claim(at, by)
        if desk and (life.desk is None or dice.chance(0.04)):
            life.choose(at + MINUTE, desk, by)
        self._beside(life, at, by)
        if desk and dice.chance(self.topic.refer):
            self._ask(life, life.now + MINUTE, desk, by)
            return 0
        if not life.private and dice.chance(PRIVATE_ANYWAY + (self.topic.private or 0) / 3):
            return self._go_private(life, at, by)
        at = life.now + dice.around(5, 0.7) * MINUTE
        life.answer(at, by, self._usual_answer(), fails=dice.chance(0.008), known=self._where())
        self._afterwards(life)
        return 0

    def _turn(self, life: Life) -> tuple[datetime, Colleague]:
        """When, and who."""
        town, dice, asked = self.town, self.town.dice, self.question.at
        if self._is_answered_late(life):
            at = life.now + dice.around(14, 0.8) * MINUTE
            return at, town.colleague(at, evening=True)
        if life.row["urgent"]:
            at = town.clock.later(asked, dice.around(10, 0.6))
        else:
            at = town.clock.later(town.turn(asked, self.usual), dice.around(*self._thinking))
        return max(at, life.now), town.colleague(at)

    @property
    def _thinking(self) -> tuple[float, float]:
        median, spread = self.town.profile["work"]["thinking"]
        return median, spread

    def _is_answered_late(self, life: Life) -> bool:
        """In the evening a colleague looks; when something happens, for as long as it lasts."""
        town, event = self.town, self.question.event
        if town.clock.is_open(self.question.at):
            return False
        if event and life.row["urgent"]:
            return True
        hour = self.question.at.astimezone(HERE).hour
        evening = EVENING[0] <= hour < EVENING[1]
        share = town.profile["work"]["evening"] * (3 if event else 1)
        return evening and town.dice.chance(share)

    def _more_words(self, life: Life, until: datetime) -> None:
        """Who waits, adds something."""
        dice = self.town.dice
        if dice.chance(0.11):
            at = life.now + dice.around(25, 1.2) * MINUTE
            if at < until:
                added = dice.one(phrases("said", "added"))
                life.say(at, self._fill(added, self.place))

    def _is_left(self, life: Life, at: datetime, by: Colleague) -> bool:
        """Closed without an answer."""
        town, silent = self.town, self.topic.silent
        share = town.between("silent", at) if silent is None else silent
        if not town.dice.chance(share):
            return False
        life.close(at, by)
        return True

    def _beside(self, life: Life, at: datetime, by: Colleague) -> None:
        town, dice, topic = self.town, self.town.dice, self.topic
        if topic.label and dice.chance(0.5):
            life.label(life.now, topic.label, by)
        if dice.chance(0.03):
            life.note(life.now + MINUTE, town.fill(dice.one(phrases("noted", "texts"))), by)
        if dice.chance(0.012):
            until = _morning(life.now, 1 + int(dice.share() * 3))
            life.snooze(life.now, until, by)
            life.wake(until + 5 * SECOND)

    def _usual_answer(self) -> Template:
        """The first one most often."""
        dice, answers = self.town.dice, self.topic.answers
        return answers[0] if dice.chance(0.6) else dice.one(answers)

    def _where(self) -> dict[str, str]:
        place = self.place
        return {"straat": place.street, "buurt": place.neighbourhood, "wijk": place.district}

    # In private ----------------------------------------------------------------------------------

    def _go_private(self, life: Life, at: datetime, by: Colleague) -> int:
        """We ask for what does not belong in public; most of them write it to us."""
        town, dice = self.town, self.town.dice
        direct = life.channel != "x" and dice.chance(0.6)
        way = Capability.PRIVATE_REPLY if direct else Capability.REPLY
        template = dice.one(phrases("answered", "private"))
        life.answer(life.now + dice.around(4, 0.6) * MINUTE, by, template, way=way)
        if life.citizen.letters or not dice.chance(0.7):
            return 0
        there = Life(town, life.channel, life.citizen, True, life.now)
        with suppress(Over):
            self._in_private(there, life.now + dice.around(70, 1) * MINUTE, by)
        return there.finish()

    def _in_private(self, there: Life, at: datetime, by: Colleague) -> None:
        town, dice = self.town, self.town.dice
        text = self._fill(dice.one(phrases("said", "private")), self.place)
        there.say(at, text)
        there.sort(self.topic, text, "nl", self.place)
        there.claim(town.clock.later(there.now, dice.around(25, 0.9)), by)
        if desk := town.desks.get(self.topic.department):
            there.choose(there.now + MINUTE, desk, by)
        at = there.now + dice.around(6, 0.7) * MINUTE
        there.answer(at, by, self._usual_answer(), known=self._where())
        self._afterwards(there)

    # Departments ---------------------------------------------------------------------------------

    def _ask(self, life: Life, at: datetime, desk: Desk, by: Colleague) -> None:
        """Some come to the wrong desk first, and a few to two of them."""
        town, dice = self.town, self.town.dice
        share = town.between("share", life.now, "mistaken")
        for wrong in town.mistaken_for(desk):
            if not dice.chance(share):
                break
            life.refer(life.now + MINUTE, wrong, self.topic.wonder, by)
            self._wait(life, wrong)
            self._give_back(life, desk)
            by = self._who_forwards(life, by)
            share *= 2
        life.refer(life.now + MINUTE, desk, self.topic.wonder, by)
        self._wait(life, desk)
        says = self._fill(self.topic.says, self.place)
        life.department_says(life.now, says)
        self._relay(life, says, by)

    def _give_back(self, life: Life, desk: Desk) -> None:
        """Some know whose it is."""
        town, dice = self.town, self.town.dice
        if dice.chance(0.65):
            text = town.fill(dice.one(phrases("back", "known")), afdeling=desk.row.name)
            life.department_says(life.now, text, back=True, suggestion=desk)
        else:
            text = town.fill(dice.one(phrases("back", "unknown")))
            life.department_says(life.now, text, back=True)

    def _wait(self, life: Life, desk: Desk) -> None:
        """Until the department speaks; who waits long, asks again."""
        town, dice = self.town, self.town.dice
        slower = town.between("better", life.now)
        at = town.clock.later(life.now, dice.around(desk.median * slower, desk.spread))
        if at - life.now > DAY and dice.chance(0.15):
            reminder = dice.one(phrases("said", "added"))
            life.say(life.now + (at - life.now) * 0.7, self._fill(reminder, self.place))
        life.wait(at)

    def _who_forwards(self, life: Life, by: Colleague) -> Colleague:
        """After a colleague saw that it came back; what came back twice is for the lead."""
        town = self.town
        life.wait(town.clock.later(life.now, town.dice.around(45, 0.8)))
        return town.lead if life.needs_lead else by

    def _relay(self, life: Life, says: str, by: Colleague) -> None:
        """The words of the department, by a colleague."""
        town, dice = self.town, self.town.dice
        at = town.clock.later(life.now, dice.around(40, 0.9))
        life.claim(at, by)
        small = says[:1].lower() + says[1:]
        life.answer(
            life.now + dice.around(5, 0.6) * MINUTE,
            by,
            dice.one(phrases("answered", "relayed")),
            known={"says": says, "says_small": small},
        )
        self._afterwards(life)

    # Together ------------------------------------------------------------------------------------

    def _is_gathered(self, life: Life) -> bool:
        """What many ask at once is answered together."""
        town, event, dice = self.town, self.question.event, self.town.dice
        if event is None or life.private or life.row["urgent"] or not dice.chance(event.bundled):
            return False
        number = int((self.question.at - event.begins) / _every(event))
        bundle = self._bundle(event, number)
        if bundle.at <= life.now + 20 * MINUTE or bundle.at + HOUR > town.end:
            return False
        if desk := town.desks.get(self.topic.department):
            life.choose(bundle.at - 15 * MINUTE, desk, bundle.by)
        life.gather(bundle.at - 10 * MINUTE + bundle.number * SECOND, bundle)
        at = bundle.at + bundle.number * 2 * SECOND
        life.answer(at, bundle.by, event.together, bundle=bundle)
        return True

    def _bundle(self, event: Planted, number: int) -> Gathered:
        """The one that is answered next, when a colleague is there."""
        town = self.town
        full = event.begins + (number + 1) * _every(event) + 20 * MINUTE
        awake = BY_DAY[0] <= full.astimezone(HERE).hour < BY_DAY[1]
        at = full if awake else town.clock.later(full, 15)
        key = (event.slug, at)
        if key not in town.bundles:
            by = town.colleague(at)
            made = Gathered(
                town.number(Bundle),
                town.number(BundleAnswer),
                town.dice.key(),
                by,
                at,
                event.together,
            )
            title = f"{event.title}, {at.astimezone(HERE):%d-%m %H:%M}"
            self._write_bundle(made, title)
            town.bundles[key] = made
        return town.bundles[key]

    def _write_bundle(self, made: Gathered, title: str) -> None:
        """``making`` writes the number at the end."""
        tables, by = self.town.tables, made.by.user.pk
        tables[Bundle].add(
            id=made.pk,
            title=title[:120],
            state=Bundle.State.DONE.value,
            made_by_id=by,
            made_at=made.at - 12 * MINUTE,
            done_by_id=by,
            done_at=made.at + HOUR,
        )
        tables[BundleAnswer].add(
            id=made.answer,
            bundle_id=made.pk,
            text=self.town.fill(made.text),
            key=made.key,
            by_id=by,
            at=made.at - 2 * MINUTE,
        )

    # Afterwards ----------------------------------------------------------------------------------

    def _afterwards(self, life: Life) -> None:
        """Thanks, more questions, anger; and somebody who closes it."""
        town, dice = self.town, self.town.dice
        by = life.assignee or town.colleague(life.now)
        throw = dice.share()
        if throw < 0.18:
            self._thanks(life, by)
        elif throw < 0.26:
            self._goes_on(life, by, "further")
        elif throw < 0.30 and life.row["sentiment"] == "negatief":
            self._goes_on(life, by, "sour")
        if life.pending is None and dice.chance(0.62):
            self._close(life, by)
        if dice.chance(0.014):
            self._again_after_all(life)
        if dice.chance(0.22 if life.private else 0.03):
            self._comes_back(life)

    def _thanks(self, life: Life, by: Colleague) -> None:
        town, dice = self.town, self.town.dice
        at = life.now + dice.around(45, 1.3) * MINUTE
        life.say(at, self._fill(dice.one(phrases("said", "thanks")), self.place))
        seen = town.clock.later(life.now, dice.around(35, 1))
        if dice.chance(0.25):
            life.answer(seen, by, dice.one(phrases("answered", "welcome")))
        else:
            life.close(seen, by)

    def _goes_on(self, life: Life, by: Colleague, how: str) -> None:
        town, dice = self.town, self.town.dice
        at = life.now + dice.around(60, 1.3) * MINUTE
        life.say(at, self._fill(dice.one(phrases("said", how)), self.place))
        seen = town.clock.later(life.now, dice.around(55, 1))
        part = "phone" if dice.chance(0.06) else how
        life.answer(seen, by, dice.one(phrases("answered", part)), known=self._where())

    def _close(self, life: Life, by: Colleague) -> None:
        dice = self.town.dice
        if life.status == "closed":
            return
        soon = dice.around(3, 0.8) if dice.chance(0.7) else dice.around(60 * 30, 0.5)
        life.close(self.town.clock.later(life.now, soon), by)

    def _again_after_all(self, life: Life) -> None:
        """Somebody saw that it was not solved."""
        town, dice = self.town, self.town.dice
        if life.status not in ("closed", "answered"):
            return
        at = town.clock.later(life.now, dice.around(600, 0.8))
        life.reopen(at, town.lead)
        by = life.assignee or town.lead
        life.claim(town.clock.later(life.now, dice.around(30, 0.8)), by)
        at = life.now + dice.around(10, 0.6) * MINUTE
        life.answer(at, by, dice.one(phrases("answered", "sour")))
        self._close(life, by)

    def _comes_back(self, life: Life) -> None:
        """The same citizen in the same place, some weeks later, with something else."""
        town, dice = self.town, self.town.dice
        at = life.now + dice.between(16, 160) * DAY
        begun = self._fill(dice.one(phrases("said", "again")), self.place)
        life.say(at, f"{begun} {self._fill(dice.one(self.topic.asked).template, self.place)}")
        seen = town.clock.later(life.now, dice.around(60, 1))
        by = town.colleague(seen)
        life.claim(seen, by)
        at = life.now + dice.around(6, 0.7) * MINUTE
        life.answer(at, by, self._usual_answer(), known=self._where())
        self._close(life, by)


def _every(event: Planted) -> timedelta:
    """How long is gathered before it is answered."""
    return max(BUNDLE_EVERY, (event.ends - event.begins) / PARTS)


def _morning(at: datetime, days: int) -> datetime:
    day = at.astimezone(HERE).date() + days * DAY
    return datetime.combine(day, time(9), HERE).astimezone(at.tzinfo)
