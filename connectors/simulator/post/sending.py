"""Putting a letter in the post: over SMTP, as any mail program does."""

from __future__ import annotations

import asyncio
import smtplib

from connectors.simulator.hub import Hub

_PATIENCE = 20  # seconds


class NotSent(Exception):
    """The mail server did not take the letter; the text says so in words for the page."""


async def send(hub: Hub, sender: str, recipient: str, raw: bytes) -> None:
    """Hand ``raw`` to our own server. ``sender`` is empty for what nobody answers.

    Raises NotSent.
    """
    port = hub.mailroom.smtp_port
    if not port:
        raise NotSent("De mailserver staat uit.")
    if not recipient:
        raise NotSent("Deze e-mail zegt niet waar een antwoord naartoe kan.")
    # smtplib waits for each answer, and the server that answers runs in this very event loop.
    await asyncio.to_thread(_send, port, sender, recipient, raw)


def _send(port: int, sender: str, recipient: str, raw: bytes) -> None:
    try:
        with smtplib.SMTP("127.0.0.1", port, "localhost", timeout=_PATIENCE) as line:
            line.sendmail(sender, [recipient], raw, mail_options=["BODY=8BITMIME"])
    except smtplib.SMTPRecipientsRefused as refused:
        raise _refusal(*refused.recipients[recipient]) from refused
    except smtplib.SMTPResponseException as refused:
        raise _refusal(refused.smtp_code, refused.smtp_error) from refused
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent("De verbinding met de mailserver brak af.") from error


def _refusal(code: int, words: bytes | str) -> NotSent:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return NotSent(f"De mailserver weigert de e-mail: {code} {said}")
