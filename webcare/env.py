"""Every setting a municipality can turn, in one place: its name, type, default and meaning.

``docs/configuration.md`` is generated from this file by ``manage.py configuration``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Literal

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from webcare.mailboxes import Mailbox, MailServer, mail_server, mailbox

BASE_DIR = Path(__file__).resolve().parent.parent
DOCKER_SECRETS = Path("/run/secrets")

# Tokens and people's permissions travel there.
ADDRESSES = (
    *("x_api_url", "meta_graph_url", "instagram_graph_url", "instagram_api_url"),
    *("x_web_url", "facebook_web_url", "instagram_web_url"),
)

# Known to everyone who can read this file; refused in production.
LOCAL_SECRET_KEY = "local-only-this-key-is-public-and-refused-in-production"  # noqa: S105
LOCAL_CREDENTIAL_KEY = "bG9jYWwtb25seS1wdWJsaWMta2V5LXdlYmNhcmUtMDE="


class Env(BaseSettings):
    """Read from environment variables, from ``.env`` and from Docker secrets, in that order."""

    model_config = SettingsConfigDict(
        env_prefix="WEBCARE_",
        env_file=BASE_DIR / ".env",
        secrets_dir=DOCKER_SECRETS if DOCKER_SECRETS.is_dir() else None,
        extra="ignore",
        populate_by_name=True,
    )

    environment: Literal["local", "production"] = Field(
        "local", description="`production` refuses to start while any setting is unsafe."
    )
    debug: bool = Field(
        False, description="Show error details in the browser. Never in production."
    )
    secret_key: SecretStr = Field(
        SecretStr(LOCAL_SECRET_KEY), description="Signs sessions and links. At least 50 characters."
    )
    credential_keys: SecretStr = Field(
        SecretStr(LOCAL_CREDENTIAL_KEY),
        description=(
            "Fernet keys that encrypt the accounts' credentials, separated by commas. The first "
            "encrypts, all decrypt: put a new key in front to rotate."
        ),
    )
    allowed_hosts: str = Field(
        "localhost,127.0.0.1,[::1]", description="Host names this site answers to, by commas."
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="PostgreSQL, `postgresql://user:password@host/name`. Empty: the embedded one.",
    )
    redis_url: SecretStr | None = Field(
        None,
        validation_alias="REDIS_URL",
        description="Redis, `redis://host:6379/0`. Empty: the embedded one.",
    )
    var: Path = Field(
        BASE_DIR / "var", description="Where the embedded services and the demo keep their data."
    )
    behind_proxy: bool = Field(
        False, description="Trust `X-Forwarded-Proto` of the reverse proxy that ends TLS."
    )
    public_url: str = Field(
        "",
        description=(
            "Where the platforms and colleagues reach this site, `https://webcare.example.nl`. "
            "Empty: no webhooks, and no attachments to Facebook and Instagram."
        ),
    )
    email_url: SecretStr | None = Field(
        None,
        description=(
            "Mail server for alarms and questions: `smtp://user:password@host:25`, "
            "`smtp+tls://…:587` (STARTTLS) or `smtps://…:465`. Empty: mail is written to the log."
        ),
    )
    email_from: str = Field(
        "webcare@localhost", description="Sender of that mail, at your own domain."
    )
    report_domains: str = Field(
        "",
        description=(
            "Domains, by commas, at which people without an account may get the weekly figures. "
            "They get what everybody may read, once they agreed. Empty: only colleagues do."
        ),
    )
    reply_address: str = Field(
        "antwoord@localhost",
        description=(
            "Where departments reply to; it must take mail with `+something` before the @ as well."
        ),
    )
    imap_url: SecretStr | None = Field(
        None,
        description=(
            "Mailbox of that address: `imaps://user:password@host:993/INBOX`, or `imap://` on this "
            "machine. Empty: mail comes in by `manage.py receive_mail`, or not at all."
        ),
    )
    mail_seconds: int = Field(
        60, ge=1, description="How often that mailbox is looked at, in seconds."
    )
    mail_authserv: str = Field(
        "",
        description=(
            "Name under which your mail server writes `Authentication-Results`. Empty: what mail "
            "says of its sender is not verified."
        ),
    )
    letter_mb: int = Field(
        35,
        ge=1,
        description="The largest e-mail that is read, in MB. A file of 25 MB makes one of 34.",
    )
    link_days: int = Field(
        14, ge=1, description="How long the link in a question to a department works."
    )
    new_case_days: int = Field(
        14,
        ge=1,
        description=(
            "A citizen who writes so long after everything was answered asks something new: the "
            "promised times begin anew."
        ),
    )
    absence_minutes: int = Field(
        15,
        ge=0,
        description=(
            "Whoever was not seen for so long gives back the conversations they are on. 0: never."
        ),
    )
    greeting_after_seconds: int = Field(
        120,
        ge=0,
        description="How long the automatic answer outside service hours waits for a person.",
    )
    canary_handle: str = Field(
        "",
        description=(
            "Second accounts of the municipality that write a test message on the clock, by commas:"
            " `x:name`, `facebook:number`. Their messages prove the path and are not shown."
        ),
    )
    canary_seconds: int = Field(
        900, ge=1, description="How often they do; alarm when it was missed twice."
    )
    canary_url: str = Field(
        "", description="Control address of the simulator, which then places them itself."
    )
    municipality: str = Field("Gemeente Voorbeeld", description="Name shown on every page.")
    theme: str = Field(
        "voorbeeld",
        description=(
            "House style: `voorbeeld`, `denhaag`, `ma`, or your own `static/themes/<name>.css`."
        ),
    )
    poll_seconds: int = Field(
        60, ge=1, description="How often each account is asked for new messages, in seconds."
    )
    reconcile_seconds: int = Field(
        900,
        ge=1,
        description=(
            "The same where webhooks come in: asking then only finds what they did not bring."
        ),
    )
    renew_seconds: int = Field(
        300, ge=1, description="How often credentials that are about to lapse are renewed."
    )
    subscription_seconds: int = Field(
        3600, ge=1, description="How often it is checked, and repaired, that webhooks come in."
    )
    refresh_seconds: int = Field(
        600, ge=1, description="How often open conversations are checked for edits and deletions."
    )
    follow_days: int = Field(
        30,
        ge=0,
        description=(
            "How long messages that were dealt with are looked up again, about five times, to see "
            "whether the citizen removed them. 0: not at all."
        ),
    )
    find_days: int = Field(
        14,
        ge=1,
        le=90,
        description=(
            "How long what saved searches found is kept when nobody takes it into the inbox."
        ),
    )
    arrival_hours: int = Field(
        24, ge=1, description="How long what platforms sent is kept raw after it was read."
    )
    sweep_seconds: int = Field(
        15, ge=1, description="How often the tables are searched for work that lost its bell."
    )
    http_seconds: float = Field(
        30, gt=0, description="How long a platform may be silent before we give it up, in seconds."
    )
    send_lease_seconds: int = Field(
        90,
        ge=2,
        description="After this a sending that never ended is in doubt. Above the HTTP timeout.",
    )
    watch_seconds: int = Field(
        60, ge=1, description="How often the watchdog looks whether everything still works."
    )
    norm_contact_seconds: int = Field(
        600, ge=1, description="Alarm when a platform did not answer for so long after it should."
    )
    norm_unread_seconds: int = Field(
        300, ge=1, description="Alarm when something that arrived is not read for so long."
    )
    norm_unsent_seconds: int = Field(
        600, ge=1, description="Alarm when an answer should have left for so long."
    )
    find_lag_seconds: int | None = Field(
        None,
        ge=0,
        description=(
            "How long a platform may take to show our own answer. Empty: the connector's own value."
        ),
    )
    x_api_url: str = Field("https://api.x.com", description="X API, without a slash at the end.")
    x_web_url: str = Field("https://x.com", description="Where a person reads a post on X.")
    meta_graph_url: str = Field("https://graph.facebook.com", description="Meta's Graph API.")
    instagram_graph_url: str = Field(
        "https://graph.instagram.com", description="Graph API for accounts with Instagram Login."
    )
    instagram_api_url: str = Field(
        "https://api.instagram.com", description="Where Instagram Login gives its first token."
    )
    meta_graph_version: str = Field("v26.0", description="Version of the Graph API.")
    media_from_loopback: bool = Field(
        False, description="Fetch attachments from this very machine: for the demo and for tests."
    )
    attachment_image_mb: int = Field(20, ge=1, description="The largest picture that is kept.")
    attachment_video_mb: int = Field(100, ge=1, description="The largest film that is kept.")
    attachment_audio_mb: int = Field(25, ge=1, description="The largest recording that is kept.")
    attachment_file_mb: int = Field(25, ge=1, description="The largest other file that is kept.")
    attachment_dir: Path | None = Field(
        None,
        description="Where attachments are kept. Empty: `attachments` in `WEBCARE_VAR`.",
    )
    attachment_storage: str = Field(
        "django.core.files.storage.FileSystemStorage",
        description="Storage backend for attachments, such as `storages.backends.s3.S3Storage`.",
    )
    attachment_storage_options: dict[str, Any] = Field(
        {}, repr=False, description="Options of that backend, as JSON. It must not be public."
    )
    facebook_web_url: str = Field("https://www.facebook.com", description="Facebook for people.")
    instagram_web_url: str = Field("https://www.instagram.com", description="Instagram for people.")

    push_hosts: str = Field(
        "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
        description=(
            "Push services to which notifications for colleagues' own devices may go, by commas."
        ),
    )

    @property
    def production(self) -> bool:
        return self.environment == "production"

    def database(self) -> str:
        """The PostgreSQL address; one that explains itself where none was given."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"postgresql:///webcare?host={tempfile.gettempdir()}/no-DATABASE_URL-was-given"

    def redis(self) -> str:
        if self.redis_url:
            return self.redis_url.get_secret_value()
        return f"unix://{tempfile.gettempdir()}/no-REDIS_URL-was-given"

    def mail(self) -> MailServer | None:
        """The mail server; None when mail goes to the log. Raises ValueError."""
        return mail_server(self.email_url.get_secret_value() if self.email_url else "")

    def imap(self) -> Mailbox | None:
        """The mailbox of ``reply_address``; None when there is none. Raises ValueError."""
        return mailbox(self.imap_url.get_secret_value() if self.imap_url else "")

    def unsafe(self) -> list[str]:
        """What forbids production: one sentence for each reason, empty when none."""
        if not self.production:
            return []
        keys = self.credential_keys.get_secret_value()
        secret = self.secret_key.get_secret_value()
        dangers = {
            "WEBCARE_DEBUG is on.": self.debug,
            "WEBCARE_SECRET_KEY is the default or shorter than 50 characters.": (
                secret == LOCAL_SECRET_KEY or len(secret) < 50
            ),
            "WEBCARE_CREDENTIAL_KEYS holds the default key, which everyone can read.": (
                LOCAL_CREDENTIAL_KEY in keys
            ),
            "WEBCARE_CREDENTIAL_KEYS are no Fernet keys: credentials would stay unencrypted.": (
                not _are_fernet_keys(keys)
            ),
            "DATABASE_URL and REDIS_URL are needed; the embedded services are for trying.": (
                not (self.database_url and self.redis_url)
            ),
            "WEBCARE_ALLOWED_HOSTS answers to every host name.": "*" in self.allowed_hosts,
            "WEBCARE_MEDIA_FROM_LOOPBACK lets strangers point at this machine.": (
                self.media_from_loopback
            ),
            "WEBCARE_CANARY_URL leads to the simulator.": bool(self.canary_url),
            "WEBCARE_IMAP_URL is not imaps.": (
                self.imap_url is not None and self.imap_url.get_secret_value().startswith("imap://")
            ),
            "WEBCARE_PUBLIC_URL is not https.": bool(self.public_url)
            and not self.public_url.startswith("https://"),
        } | {
            f"WEBCARE_{name.upper()} is not https.": not getattr(self, name).startswith("https://")
            for name in ADDRESSES
        }
        return [sentence for sentence, found in dangers.items() if found]


def _are_fernet_keys(keys: str) -> bool:
    try:
        return all(Fernet(key.strip()) for key in keys.split(","))
    except ValueError:
        return False
