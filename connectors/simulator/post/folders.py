"""A mailbox as pymap wants it: its folders and letters, read from the world every time.

pymap keeps its own mail in memory or in files. Here the world is the store and pymap only speaks
IMAP about it, so that what SMTP brings is there at once, and all of it is saved with the world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from pymap.backend.mailbox import MailboxDataInterface
from pymap.bytes import Writeable
from pymap.concurrent import Event
from pymap.flags import FlagOp
from pymap.interfaces.message import CachedMessage
from pymap.mailbox import MailboxSnapshot
from pymap.message import BaseLoadedMessage, BaseMessage
from pymap.mime import MessageContent
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import FetchRequirement, ObjectId
from pymap.parsing.specials.flag import Flag, Recent, Wildcard, get_system_flags
from pymap.selected import SelectedMailbox, SelectedSet

from connectors.simulator import clock
from connectors.simulator.hub import Hub
from connectors.simulator.post.delivering import changed
from connectors.simulator.post.letterboxes import SEEN, Letter, Letterbox


class Message(BaseMessage):
    """A letter at one moment: its flags do not change any more."""

    def __init__(self, letter: Letter, *, expunged: bool = False) -> None:
        flags = [Flag(flag) for flag in letter.flags]
        super().__init__(letter.uid, clock.from_ms(letter.at), flags, expunged=expunged)
        self.letter = letter

    async def load_content(self, requirement: FetchRequirement) -> Loaded:
        return Loaded(self, requirement)


class Loaded(BaseLoadedMessage):
    """The letter's bytes. A whole letter goes out as it is; only its parts need it parsed."""

    def __init__(self, message: Message, requirement: FetchRequirement) -> None:
        super().__init__(message, requirement, None)
        self._raw = message.letter.raw

    @property
    def content(self) -> MessageContent:
        if self._content is None:
            self._content = MessageContent.parse(self._raw)
        return self._content

    def get_body(self, section: Iterable[int] | None = None, binary: bool = False) -> Writeable:
        if not section and not binary:
            return Writeable.wrap(self._raw)
        return super().get_body(None if section is None else list(section), binary)

    def get_size(self, section: Iterable[int] | None = None) -> int:
        return super().get_size(list(section)) if section else len(self._raw)


class FolderData(MailboxDataInterface[Message]):
    """One folder of one mailbox, for every connection that looks into it."""

    readonly = False

    def __init__(self, hub: Hub, box: Letterbox, name: str, bell: Event) -> None:
        self._hub, self._box, self._name, self._bell = hub, box, name, bell
        self._selected_set = SelectedSet()

    @property
    def mailbox_id(self) -> ObjectId:
        name = f"{self._box.address}/{self._name}/{self.uid_validity}"
        return ObjectId.new_mailbox_id(hashlib.sha256(name.encode()).digest()[:16])

    @property
    def uid_validity(self) -> int:
        return self._box.folders[self._name].validity

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        return (get_system_flags() - {Recent}) | {Wildcard}

    @property
    def selected_set(self) -> SelectedSet:
        return self._selected_set

    async def update_selected(
        self, selected: SelectedMailbox, *, wait_on: Event | None = None
    ) -> SelectedMailbox:
        if wait_on is not None:
            await wait_on.or_event(self._bell).wait()
        selected.set_messages([Message(letter) for letter in self._letters()])
        return selected

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        at = _milliseconds(append_msg.when) if append_msg.when else clock.now_ms()
        flags = sorted(str(flag) for flag in append_msg.flag_set - {Recent})
        state, raw = self._hub.world.letterboxes, bytes(append_msg.literal)
        letter = state.file(self._box, raw, at, folder=self._name, flags=flags)
        changed(self._hub)
        return Message(letter)

    async def copy(self, uid: int, destination: FolderData, *, recent: bool = False) -> int | None:
        if (letter := self._at(uid)) is None:
            return None
        made = self._hub.world.letterboxes.file(
            destination._box,
            letter.raw,
            letter.at,
            folder=destination._name,
            sender=letter.sender,
            recipient=letter.recipient,
            flags=list(letter.flags),
        )
        changed(self._hub)
        return made.uid

    async def move(self, uid: int, destination: FolderData, *, recent: bool = False) -> int | None:
        if (letter := self._at(uid)) is None:
            return None
        self._box.move(letter, destination._name)
        changed(self._hub)
        return letter.uid

    async def get(self, uid: int, cached_msg: CachedMessage) -> Message:
        if letter := self._at(uid):
            return Message(letter)
        if not isinstance(cached_msg, Message):
            raise TypeError(cached_msg)
        return Message(cached_msg.letter, expunged=True)

    async def update(
        self, uid: int, cached_msg: CachedMessage, flag_set: frozenset[Flag], mode: FlagOp
    ) -> Message:
        letter = self._at(uid)
        if letter:
            before = frozenset(Flag(flag) for flag in letter.flags)
            letter.flags = sorted(str(flag) for flag in mode.apply(before, flag_set))
            changed(self._hub)
        return await self.get(uid, cached_msg)

    async def delete(self, uids: Iterable[int]) -> None:
        gone = set(uids)
        self._box.letters = [
            letter
            for letter in self._box.letters
            if letter.folder != self._name or letter.uid not in gone
        ]
        changed(self._hub)

    async def claim_recent(self, selected: SelectedMailbox) -> None:
        """Nobody is told what is recent: clients go by what they have seen."""

    async def cleanup(self) -> None:
        """Nothing gathers dust."""

    async def snapshot(self) -> MailboxSnapshot:
        letters = self._letters()
        unseen = [at for at, letter in enumerate(letters, 1) if SEEN not in letter.flags]
        return MailboxSnapshot(
            self.mailbox_id,
            self.readonly,
            self.uid_validity,
            self.permanent_flags,
            self.session_flags,
            len(letters),
            0,
            len(unseen),
            unseen[0] if unseen else None,
            self._box.folders[self._name].next_uid,
        )

    def _letters(self) -> list[Letter]:
        return self._box.within(self._name)

    def _at(self, uid: int) -> Letter | None:
        inside = (letter for letter in self._box.letters if letter.folder == self._name)
        return next((letter for letter in inside if letter.uid == uid), None)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * clock.SECOND)
