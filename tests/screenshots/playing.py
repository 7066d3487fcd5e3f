"""Lets the day happen: run inside ``manage.py shell`` of the demo, and prints what is where.

Citizens write on the simulated platforms and the demo's own processes take it in; what colleagues
did is done by the same actions as on the screen.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from django.contrib.auth.models import Group
from django.utils import timezone

from connectors.models import Account
from connectors.simulator.testing import Simulator
from inbox import actions, crisis
from inbox.actions.writing import Words
from inbox.colleagues import visiting
from inbox.models import Conversation, Label, Outbound
from inbox.workflow import Sending
from routing import desk
from routing.models import Absence, CannedAnswer, Department, Kind, Letter, ServiceHours, Subject
from routing.promises import Hours
from routing.promises.spans import Span
from tests.browser.citizens import Citizens
from tests.screenshots.day import DAY, STORM, Says
from webcare.models import User
from webcare.talk import actions as talk
from webcare.talk.actions import Followed
from webcare.talk.models import Asking, Question
from webcare.warnings import actions as warnings
from webcare.warnings.actions import Peak
from webcare.warnings.evidence import Evidence, Facet, Hour
from webcare.warnings.models import Signal
from webcare.warnings.spikes import Scope

PATIENCE = 90  # seconds
ALL_DAY = (Span(0, 24 * 60),)
UNCERTAIN = "@GemVoorbeeld bestaat de starterslening nog?"
MAILBOX = "openbare-ruimte@gemeente-voorbeeld.example"
LETTER = """From: Joke Mos <joke@wijkvereniging.example>
To: antwoord@gemeente-voorbeeld.example
Subject: De boom in de Kastanjelaan
Message-ID: <kastanje@wijkvereniging.example>
Content-Type: text/plain; charset=utf-8

Goedemiddag,

De aannemer is er. Hij denkt dat de weg om 17.00 uur weer vrij is.

Joke Mos
"""


def play(url: str) -> None:
    """The whole day. ``url`` is where the simulator is."""
    town = Town(url)
    # So that clocks run, whatever day and hour it is.
    always = Hours((ALL_DAY,) * 7).to_json()
    ServiceHours.objects.update_or_create(department=None, defaults={"hours": always})
    for says in DAY:
        town.happens(says)
    town.await_all(DAY)
    for deed in (
        _answers,
        _waits_to_be_checked,
        _troubles,
        _forwards,
        _gathers,
        _writes,
        _leads,
        _follows,
        _stands_out,
    ):
        deed(town)
    _tell(town.places)


def storm(url: str) -> None:
    """Something serious: crisis mode about a subject, with a helper."""
    town = Town(url)
    lena = _user("lena")
    lines = {
        "nl": "We weten van het bruine water. De oorzaak wordt gezocht. Kook het water.",
        "en": "We know about the brown water. The cause is looked for. Boil the water.",
    }
    lasts = crisis.begin("Bruin water in het centrum", lena, crisis.Subject(words="water"), lines)
    crisis.roster.call_in(lasts, _user("sanne"), Group.objects.get(name="Agent"), lena)
    crisis.note(lasts, "Waterbedrijf gebeld, zij sturen om 11 uur een bericht.", lena)
    for says in STORM:
        town.happens(says)
    town.await_all(STORM)
    crisis.group.group()
    _tell({**town.places, "crisis": lasts.pk})


def calm(url: str) -> None:
    """It is over."""
    lasts = crisis.standing()
    assert lasts
    crisis.end(lasts, _user("lena"))
    _tell({"crisis": lasts.pk})


def doubt(url: str) -> None:
    """Nobody knows whether an answer stands there. Looked for as often as it goes."""
    town = Town(url)
    doubted = Says("uncertain", "x", "hidde_verzint", "Hidde Postma", UNCERTAIN)
    town.happens(doubted)
    town.await_all([doubted])
    sent = _sent(actions.reply(town.of("uncertain"), "Ja, de lening bestaat nog.", _user("anouk")))
    Outbound.objects.filter(pk=sent.pk).update(
        state=Sending.UNCERTAIN, searches=12, searched_at=timezone.now(), search_problem="unknown"
    )
    _tell(town.places)


class Town:
    """``places`` is what an address may name: conversations by their name, and what was made."""

    def __init__(self, url: str) -> None:
        self.simulator = Simulator(url)
        self.citizens = Citizens(self.simulator)
        self.citizens.wait_until_platforms_tell()
        self.places: dict[str, int | str] = {}

    def happens(self, says: Says) -> None:
        who = {"author": says.author, "name": says.person, **says.more}
        if says.pictures:
            who["media"] = [self.citizens.picture(says.platform, alt) for alt in says.pictures]
        with self.citizens.hours_ago(says.hours):
            if says.private:
                who.pop("name")
                self.citizens.message(says.platform, says.text, **who)
            else:
                parent = self.citizens.our_post(says.platform) if says.under else None
                self.citizens.post(says.platform, says.text, parent, **who)

    def await_all(self, day: Sequence[Says]) -> None:
        for says in day:
            until(partial(_found, says), says.name)
            found = _found(says)
            assert found
            self.places[says.name] = found.pk

    def of(self, name: str) -> Conversation:
        return Conversation.objects.get(pk=self.places[name])


def until(there: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.3)


def _found(says: Says) -> Conversation | None:
    """Once it was read and sorted."""
    begins = says.text.removeprefix("@GemVoorbeeld ")[:60]
    rows = Conversation.objects.filter(messages__text__contains=begins, messages__incoming=True)
    return rows.filter(account__kind=says.platform).first()


def _user(name: str) -> User:
    return User.objects.get(username=name)


def _sent(outbound: Outbound) -> Outbound:
    until(lambda: Outbound.objects.filter(pk=outbound.pk, state=Sending.SENT).exists(), "sending")
    return Outbound.objects.get(pk=outbound.pk)


def _answers(town: Town) -> None:
    """What went well this morning."""
    anouk, bas = _user("anouk"), _user("bas")
    _sent(actions.reply(town.of("thanks"), "Dank u wel, we geven het door!", bas))
    _sent(actions.reply(town.of("swimming"), "Ja, het zwembad is zaterdag gewoon open.", anouk))
    actions.note(town.of("busy"), "Nagevraagd bij het plein: 400 plekken.", anouk)
    _sent(actions.reply(town.of("busy"), "Ja, er is plek voor 400 fietsen. Welkom!", anouk))
    actions.close(town.of("busy"), anouk)
    pledged = town.of("container")
    actions.note(
        pledged, "@anouk de wagen stond vast in de Lindelaan. Morgen rijdt hij extra.", bas
    )
    actions.pledge(pledged, "Morgen voor 12 uur geleegd", timezone.localdate(), bas)
    actions.label(pledged, Label.objects.get(name="Raadsvraag"), bas)
    soon = timezone.now() + timedelta(days=1)
    actions.snooze(town.of("passport"), soon, anouk)
    actions.claim(town.of("permit"), bas)
    actions.label(town.of("market"), Label.objects.get(name="Kermis"), anouk)


def _waits_to_be_checked(town: Town) -> None:
    """Who is new asks nobody: each answer is read by a colleague first."""
    sem = User.objects.create_user(
        "sem", first_name="Sem", last_name="Vink", checked_since=timezone.now()
    )
    sem.groups.add(Group.objects.get(name="Agent"))
    sem = User.objects.get(pk=sem.pk)
    actions.reply(town.of("library"), "Ja, de bibliotheek is open van 10 tot 17 uur.", sem)


def _troubles(town: Town) -> None:
    """What did not go well."""
    anouk = _user("anouk")
    fault = {"platform": "facebook", "method": "POST", "path": "comments", "kind": "403"}
    town.simulator.control("POST", "faults", fault)
    refused = actions.reply(town.of("failed"), "Het plan ligt op het stadhuis.", anouk)
    until(lambda: Outbound.objects.get(pk=refused.pk).state != Sending.QUEUED, "refusal")


def _forwards(town: Town) -> None:
    """A question under way, one that was answered, and one that came back."""
    anouk, bram = _user("anouk"), _user("bram")
    green = Department.objects.get(slug="openbare-ruimte")
    Subject.objects.get_or_create(department=green, name="Snoeien", mandate=True)
    CannedAnswer.objects.get_or_create(
        department=green, title="Berken", text="De berken snoeien we in week 48."
    )
    trees = actions.refer(town.of("trees"), green, "Wanneer snoeien we de berken?", anouk)
    desk.claim(trees.referral, bram)
    desk.answer(trees.referral, "De berken in de Lindelaan snoeien we in week 48.", bram)
    until(lambda: bool(_answered("trees", town)), "answer of the department")
    lamp = actions.refer(town.of("lamp"), green, "Wanneer is deze lantaarn gemaakt?", anouk)
    school = Department.objects.get(slug="burgerzaken")
    parking = Department.objects.get(slug="verkeer-parkeren")
    other = actions.refer(town.of("permit"), parking, "Mag er een container staan?", _user("bas"))
    back = actions.refer(town.of("market"), school, "Hoe komt zij aan een kraam?", anouk)
    economy = Department.objects.get(slug="economie")
    desk.hand_back(back.referral, "De markt is van Economie.", _user("sanne"), suggestion=economy)
    away = Absence.objects.create(person=bram, first_day=timezone.localdate() + timedelta(days=30))
    town.places |= {
        "question": lamp.referral_id,
        "green": green.pk,
        "answered": trees.referral_id,
        "other": other.referral_id,
        "absence": away.pk,
        "bram": bram.pk,
    }
    town.places["link"] = _link(town)
    town.simulator.control(
        "POST", "post", {"recipient": "antwoord@gemeente-voorbeeld.example", "raw": LETTER}
    )
    until(lambda: Letter.objects.filter(subject__contains="Kastanjelaan").exists(), "a letter")
    town.places["letter"] = Letter.objects.get(subject__contains="Kastanjelaan").pk


def _answered(name: str, town: Town) -> bool:
    return town.of(name).forwardings.filter(answer__isnull=False).exists()


def _link(town: Town) -> str:
    """The secret in the mail about the question that waits."""
    found: list[str] = []

    def there() -> bool:
        letters = town.simulator.control("GET", f"post/{MAILBOX}")
        for row in reversed(letters):
            text = town.simulator.control("GET", f"post/{MAILBOX}/{row['number']}")["text"]
            if "lantaarn" in text:
                found.extend(re.findall(r"/vraag/([^/\s]+)/", text))
                return bool(found)
        return False

    until(there, "a mail with a link")
    return found[0]


def _gathers(town: Town) -> None:
    """The same question more than once: one bundle with an answer that is ready to go."""
    anouk = _user("anouk")
    rows = [town.of(f"road{number}") for number in (1, 2, 3)]
    bundle = actions.gather(rows, anouk, title="Wegdek Stationsstraat")
    text = "Dag {naam}, het wegdek in de Stationsstraat is vrijdag klaar."
    actions.write_together(bundle, text, anouk)
    town.places["bundle"] = bundle.pk


def _writes(town: Town) -> None:
    """Bas has begun an answer that Anouk will see."""
    begun = town.of("writing")
    text = "Dag Frank, inspreken kan. Meld u voor woensdag 12 uur aan bij de griffie."
    words = Words("reply", text, uuid.uuid4(), 1, version=begun.version)
    actions.save_draft(begun, _user("bas"), words)


def _follows(town: Town) -> None:
    """An idea is taken up, a compliment hangs on the wall, and a complaint is dealt with by law."""
    lena = _user("lena")
    idea, thanks, complaint = town.of("busy"), town.of("thanks"), town.of("school")
    for one, kind in ((idea, Kind.IDEA), (thanks, Kind.COMPLIMENT), (complaint, Kind.COMPLAINT)):
        actions.choose_kind(one, kind, lena)
    step = Followed("taken_up", person=lena, next_step="Extra rekken vragen bij de organisatie")
    talk.follow(idea, step, lena, seen=0)
    [praise] = thanks.messages.filter(incoming=True)
    talk.pick(praise, praise.text, lena, agreed=False)
    roads = [town.of(f"road{number}") for number in (1, 2, 3)]
    asked = Question.objects.create(
        terms=["wegdek", "stationsstraat"], example=roads[0], since=roads[0].created_at
    )
    for one in roads:
        Asking.objects.create(question=asked, conversation=one, at=one.created_at)
    town.places |= {
        "asked": asked.pk,
        "idea": idea.pk,
        "compliment": thanks.pk,
        "complaint": complaint.pk,
        "word": "wegdek",
    }
    talk.register(complaint, lena, received_on=timezone.localdate(), formal=True)


def _stands_out(town: Town) -> None:
    """Far more people than usual write about one road. A lead said that it is real, so that no band
    stands on the other screens."""
    now, lena = timezone.now(), _user("lena")
    hours = [now - timedelta(hours=hour) for hour in range(6, -1, -1)]
    numbers = zip(hours, (2, 1, 3, 2, 14, 26, 19), strict=True)
    everything = Facet(Scope.ALL, "", "", 60, 31, 6.4)
    told = Evidence(
        [Facet(Scope.WORD, "wegdek", "wegdek", 60, 26, 0.2), everything],
        ["wegdek", "stationsstraat", "gat"],
        [Hour(at.replace(minute=0, second=0), people, 0.2) for at, people in numbers],
    )
    found = Signal.objects.create(
        kind=Signal.Kind.SPIKE,
        key="word:wegdek",
        since=hours[-3],
        noticed_at=hours[-2],
        high_at=now,
        evidence=told.to_json(),
        gist=told.gist().to_json(),
        conversations=[town.of(f"road{number}").pk for number in (1, 2, 3)],
    )
    warnings.mark(found, "true", "", lena)
    parade = Peak("Kermis", Scope.ALL, "", now, now + timedelta(days=3), 5.0)
    warnings.expect(parade, lena)
    town.places["signal"] = found.pk


def _leads(town: Town) -> None:
    """What a lead and an administrator arranged."""
    lena, today = _user("lena"), timezone.localdate()
    visiting.plan(_user("otto"), today, lena, beside=_user("bas"), names=False)
    actions.restrain(town.of("rude"), "quiet", "Scheldt elke dag op wie er werkt.", 7, lena)
    nina = User.objects.create_user("nieuw", first_name="Nina")
    nina.password = lena.password
    nina.save()
    account = Account.objects.get(kind="x")
    town.places |= {
        "account": account.pk,
        "app": account.app_id or 0,
        "citizen": town.of("trees").author_id,
    }


def _tell(places: dict[str, int | str]) -> None:
    print(json.dumps(places))  # noqa: T201 - who started this reads it
