"""The three windows: their addresses, their words and what a citizen may do there."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.simulator.graph.facebook import MAX_COMMENT as FACEBOOK_MOST
from connectors.simulator.graph.instagram import MAX_COMMENT as INSTAGRAM_MOST
from connectors.simulator.graph.messaging import MAX_INSTAGRAM_BYTES, MAX_TEXT
from connectors.simulator.municipality import HANDLES, PAGE_ID
from connectors.simulator.world import Platform, Post, World
from connectors.simulator.x.text import MAX_WEIGHT, weigh

MOST_DIRECT = {"x": 10_000, "facebook": MAX_TEXT, "instagram": MAX_INSTAGRAM_BYTES}


@dataclass(frozen=True)
class Site:
    """One platform's window. ``compose`` is empty where a citizen cannot start a thread."""

    platform: Platform
    name: str
    path: str
    handle: str
    about: str
    compose: str
    prefill: str
    reply: str
    send: str
    empty: str

    def most(self) -> int:
        return {"x": MAX_WEIGHT, "facebook": FACEBOOK_MOST, "instagram": INSTAGRAM_MOST}[
            self.platform
        ]

    def length(self, text: str) -> int:
        return weigh(text) if self.platform == "x" else len(text)

    def complaint(self, text: str, with_picture: bool = False) -> str:
        """What is wrong with a text somebody wants to place, or nothing."""
        if not text.strip() and not with_picture:
            return "Schrijf eerst een bericht."
        if self.length(text) > self.most():
            return f"Uw bericht is te lang: {self.length(text)} van de {self.most()} tekens."
        return ""

    def direct_complaint(self, text: str, with_picture: bool = False) -> str:
        """The same for a private message. Instagram counts bytes."""
        if not text.strip() and not with_picture:
            return "Schrijf eerst een bericht."
        length = len(text.encode()) if self.platform == "instagram" else len(text)
        if length > MOST_DIRECT[self.platform]:
            return f"Uw bericht is te lang: {length} van de {MOST_DIRECT[self.platform]} tekens."
        return ""

    def edits(self, kind: str) -> bool:
        """Whether people change a ``post`` or a ``direct`` message afterwards."""
        return self.platform != ("instagram" if kind == "post" else "x")

    def root_of(self, world: World, identity: str) -> Post | None:
        """The start of the thread an address points into, even when that was deleted."""
        known = f"{PAGE_ID}_{identity}" if self.platform == "facebook" else identity
        post = world.find_even_deleted(self.platform, known)
        return world.find_even_deleted(self.platform, post.root) if post else None


X = Site(
    platform="x",
    name="X",
    path="/x.com",
    handle=f"@{HANDLES['x']}",
    about="Vragen en meldingen? Stuur ons een bericht. We antwoorden ook ’s avonds.",
    compose="Wat wilt u de gemeente vragen?",
    prefill=f"@{HANDLES['x']} ",
    reply="Uw antwoord",
    send="Plaats",
    empty="Er zijn nog geen berichten.",
)
FACEBOOK = Site(
    platform="facebook",
    name="Facebook",
    path="/facebook.com",
    handle="Overheidsorganisatie",
    about="Nieuws uit Voorbeeld. Stel uw vraag gerust hier, dan helpen wij u verder.",
    compose="Schrijf een bericht aan de gemeente",
    prefill="",
    reply="Uw reactie",
    send="Plaats",
    empty="Er zijn nog geen berichten.",
)
INSTAGRAM = Site(
    platform="instagram",
    name="Instagram",
    path="/instagram.com",
    handle=HANDLES["instagram"],
    about="Voorbeeld in beeld 📸 Reageer onder een foto, wij lezen mee.",
    compose="",
    prefill="",
    reply="Uw reactie",
    send="Plaats",
    empty="Er zijn nog geen foto’s.",
)
SITES = (X, FACEBOOK, INSTAGRAM)
