"""All folders of one mailbox, as pymap wants them."""

from __future__ import annotations

from collections.abc import Iterable

from pymap.backend.mailbox import MailboxSetInterface
from pymap.concurrent import Event
from pymap.listtree import ListTree
from pymap.parsing.specials import ObjectId

from connectors.simulator.hub import Hub
from connectors.simulator.post.delivering import changed
from connectors.simulator.post.folders import FolderData
from connectors.simulator.post.letterboxes import INBOX, Folder, Letterbox


class FolderSet(MailboxSetInterface[FolderData]):
    """INBOX, and what somebody made beside it."""

    delimiter = "/"

    def __init__(self, hub: Hub, box: Letterbox, bell: Event) -> None:
        self._hub, self._box, self._bell = hub, box, bell
        self._known: dict[str, FolderData] = {}

    async def set_subscribed(self, name: str, subscribed: bool) -> None:
        if folder := self._box.folders.get(_plain(name)):
            folder.subscribed = subscribed

    async def list_subscribed(self) -> ListTree:
        return self._tree(name for name, folder in self._box.folders.items() if folder.subscribed)

    async def list_mailboxes(self) -> ListTree:
        return self._tree(self._box.folders)

    async def get_mailbox(self, name: str) -> FolderData:
        name = _plain(name)
        if name not in self._box.folders:
            self._known.pop(name, None)
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = FolderData(self._hub, self._box, name, self._bell)
        return self._known[name]

    async def add_mailbox(self, name: str) -> ObjectId:
        if _plain(name) in self._box.folders:
            raise ValueError(name)
        self._box.folders[name] = Folder()
        changed(self._hub)
        return (await self.get_mailbox(name)).mailbox_id

    async def delete_mailbox(self, name: str) -> None:
        del self._box.folders[name]
        self._box.letters = [letter for letter in self._box.letters if letter.folder != name]
        changed(self._hub)

    async def rename_mailbox(self, before: str, after: str) -> None:
        if after in self._box.folders or before == INBOX:
            raise ValueError(after)
        self._box.folders[after] = self._box.folders.pop(before)
        for letter in self._box.letters:
            letter.folder = after if letter.folder == before else letter.folder
        changed(self._hub)

    def _tree(self, names: Iterable[str]) -> ListTree:
        return ListTree(self.delimiter).update(INBOX, *(name for name in names if name != INBOX))


def _plain(name: str) -> str:
    """INBOX is INBOX however it is written (RFC 3501, 5.1)."""
    return INBOX if name.upper() == INBOX else name
