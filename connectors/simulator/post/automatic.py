"""Letters nobody writes: an answer from somebody who is away, and one that could not be delivered.

Shapes as Exchange makes them in Dutch; RFC 3834 and RFC 3464 for what has to be in them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from connectors.simulator.post.answering import Writer, follow, message_to
from connectors.simulator.post.dutch import DAYS, MONTHS
from connectors.simulator.post.reading import Reading
from connectors.simulator.post.stamps import SERVER

_AWAY_DAYS = 7


def absence(original: Reading, writer: Writer, at: datetime) -> EmailMessage:
    """``Automatisch antwoord``, to whom the letter came from on its envelope."""
    subject = f"Automatisch antwoord: {original.subject}"
    mail = message_to(("", original.bounce_to), writer, subject, at)
    follow(mail, original)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    back = at + timedelta(days=_AWAY_DAYS)
    until = f"{DAYS[back.weekday()]} {back.day} {MONTHS[back.month - 1]}"
    lines = (
        f"Ik ben afwezig tot en met {until} en lees mijn e-mail niet.",
        "Voor dringende vragen kunt u terecht bij mijn collega’s.",
        "Met vriendelijke groet,",
        writer.name,
    )
    mail.set_content("\n\n".join(lines) + "\n", cte="quoted-printable")
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    html = f'<html><body lang="NL">{paragraphs}</body></html>\n'
    mail.add_alternative(html, "html", cte="quoted-printable")
    return mail


def bounce(original: Reading, raw: bytes, writer: Writer, at: datetime) -> EmailMessage:
    """``Onbestelbaar``: the mailbox of ``writer`` does not exist, says its server."""
    postman = Writer("Mail Delivery System", f"MAILER-DAEMON@{writer.domain}")
    subject = f"Onbestelbaar: {original.subject}"
    mail = message_to(("", original.bounce_to), postman, subject, at)
    follow(mail, original)
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(
        f"Uw bericht kon niet worden bezorgd bij {writer.address}.\n\n"
        "Dit adres bestaat niet, of niet meer. Controleer het adres en probeer het opnieuw.\n",
        cte="quoted-printable",
    )
    mail.make_mixed()
    mail.set_type("multipart/report")
    mail.set_param("report-type", "delivery-status")
    mail.attach(_status(writer))
    mail.attach(_returned(raw))
    return mail


def _status(writer: Writer) -> EmailMessage:
    """What a machine reads (RFC 3464, 2)."""
    server, failed = EmailMessage(policy=SMTP), EmailMessage(policy=SMTP)
    server["Reporting-MTA"] = f"dns; {SERVER}"
    failed["Final-Recipient"] = f"rfc822; {writer.address}"
    failed["Action"] = "failed"
    failed["Status"] = "5.1.1"
    failed["Diagnostic-Code"] = f"smtp; 550 5.1.1 <{writer.address}>: no such mailbox here"
    status = EmailMessage(policy=SMTP)
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([server, failed])
    return status


def _returned(raw: bytes) -> EmailMessage:
    """The headers of the letter that came back (RFC 6522)."""
    above = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    returned = EmailMessage(policy=SMTP)
    returned["Content-Type"] = "text/rfc822-headers"
    returned["Content-Transfer-Encoding"] = "7bit"
    returned.set_payload(above.decode("ascii", "replace").replace("\ufffd", "?") + "\n")
    return returned
