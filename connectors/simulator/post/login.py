"""Who may read a mailbox over IMAP: anybody who knows its address and the settings' password.

A mailbox that got no mail yet is empty, not unknown.
"""

from __future__ import annotations

import contextlib
import ssl
from argparse import Namespace
from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from proxyprotocol.noop import ProxyProtocolNoop
from pymap.backend.session import BaseSession
from pymap.concurrent import Event, Subsystem
from pymap.config import BackendCapability, IMAPConfig
from pymap.exceptions import AuthorizationFailure, InvalidAuth, NotSupportedError
from pymap.interfaces.login import IdentityInterface, LoginInterface
from pymap.interfaces.token import TokensInterface
from pymap.parsing.specials import SearchKey
from pymap.selected import SelectedMailbox
from pymap.token import AllTokens
from pymap.user import UserMetadata
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext
from pysasl.identity import ClearIdentity

from connectors.simulator.hub import Hub
from connectors.simulator.post.folders import Message
from connectors.simulator.post.folderset import FolderSet
from connectors.simulator.post.letterboxes import mailbox_of
from connectors.simulator.post.smtp import MOST_BYTES


class Config(IMAPConfig):
    """How pymap behaves here: plain text on loopback, one event loop, no look-ups of names."""

    def __init__(self) -> None:
        super().__init__(
            Namespace(),
            host=None,
            port=0,
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
            tls_enabled=False,
            reject_dnsbl=False,
            proxy_protocol=ProxyProtocolNoop(),
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
            max_append_len=MOST_BYTES,
        )

    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=True, object_id=True, multi_append=True)

    @property
    def greeting(self) -> bytes:
        return b"Nagebouwde post"


class Session(BaseSession[Message]):
    """Somebody who is logged in."""

    def __init__(self, owner: str, config: Config, folders: FolderSet) -> None:
        super().__init__(owner)
        self._config, self._folders = config, folders

    @property
    def config(self) -> Config:
        return self._config

    @property
    def mailbox_set(self) -> FolderSet:
        return self._folders

    async def search_mailbox(
        self, selected: SelectedMailbox, keys: frozenset[SearchKey]
    ) -> tuple[Iterable[tuple[int, Message]], SelectedMailbox]:
        """pymap looks only at what the client was told of; who searches wants the newest too."""
        folder = await self._get_selected(selected)
        return await super().search_mailbox(await folder.update_selected(selected), keys)


class Owner(IdentityInterface):
    """The owner of one mailbox. pymap's ways of keeping accounts are not for here."""

    def __init__(self, hub: Hub, config: Config, bell: Event, name: str) -> None:
        self._hub, self._config, self._bell, self._name = hub, config, bell, name

    @property
    def name(self) -> str:
        return self._name

    @property
    def roles(self) -> frozenset[str]:
        return frozenset()

    @contextlib.asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        box = self._hub.world.letterboxes.box(self._name)
        yield Session(self._name, self._config, FolderSet(self._hub, box, self._bell))

    async def new_token(self, *, expiration: datetime | None = None) -> str | None:
        return None

    async def get(self) -> UserMetadata:
        return UserMetadata(self._config, self._name)

    async def set(self, metadata: UserMetadata) -> int | None:
        raise NotSupportedError

    async def delete(self) -> None:
        raise NotSupportedError


class Login(LoginInterface):
    """Lets people in, unless a fault refuses them."""

    def __init__(self, hub: Hub, config: Config, bell: Event) -> None:
        self._hub, self._config, self._bell = hub, config, bell

    @property
    def tokens(self) -> TokensInterface:
        return AllTokens(self._config)

    async def authenticate(self, credentials: ServerCredentials) -> Owner:
        name = mailbox_of(credentials.authcid)
        password = self._hub.world.settings.mail_password
        known = ClearIdentity(credentials.authcid, password)
        refused = self._hub.mailroom.faults.at_login(name)
        if refused or "@" not in name or not credentials.verify(known):
            raise InvalidAuth
        return Owner(self._hub, self._config, self._bell, name)

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> IdentityInterface:
        if mailbox_of(authzid) != authenticated.name:
            raise AuthorizationFailure
        return authenticated
