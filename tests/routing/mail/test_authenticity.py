"""What our mail server found out about a sender, and only our own."""

from __future__ import annotations

import pytest

from routing.mail import WITHOUT_NAME, Authenticity, read
from tests.routing.mail.post import note

OURS = "mx.gemeente-voorbeeld.example"
GOOD = (
    f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=sanne@voorbeeld.example;\r\n"
    " dkim=pass header.d=voorbeeld.example; dmarc=pass header.from=voorbeeld.example"
)
FORGED = f"Authentication-Results: {OURS}; spf=pass; dkim=pass header.d=bank.example; dmarc=pass"


def found(*headers: str, name: str = OURS) -> Authenticity:
    return read(note("Ja.", *headers), authserv_id=name).authenticity


def test_results_of_our_server_are_read() -> None:
    assert found(GOOD) == Authenticity(
        "pass",
        "pass",
        "pass",
        "voorbeeld.example",
        "voorbeeld.example",
        "voorbeeld.example",
    )


def test_nothing_is_known_without_a_name_to_trust() -> None:
    assert found(GOOD, name="") == Authenticity()


def test_results_of_another_server_do_not_count() -> None:
    assert found(GOOD.replace(OURS, "mx.example.org")) == Authenticity()


def test_results_under_our_last_hop_are_not_ours() -> None:
    bad = f"Authentication-Results: {OURS}; spf=fail"
    assert found(bad, "Received: from x by mx", FORGED) == Authenticity(spf="fail")


def test_results_under_those_of_another_server_are_not_ours() -> None:
    bad = f"Authentication-Results: {OURS}; spf=fail"
    other = "Authentication-Results: mx.example.org; spf=pass"
    assert found(bad, other, FORGED) == Authenticity(spf="fail")


def test_results_in_several_headers_together_count() -> None:
    headers = [f"Authentication-Results: {OURS} 1; {one}" for one in ("spf=softfail", "dkim=none")]
    assert found("Received: by lmtp", *headers) == Authenticity("softfail", "none")


def test_one_good_signature_is_enough() -> None:
    both = (
        f"Authentication-Results: {OURS}; dkim=fail header.d=list.example;"
        " dkim=pass header.d=voorbeeld.example"
    )
    assert found(both) == Authenticity(dkim="pass", dkim_domain="voorbeeld.example")


def test_server_that_writes_no_name_can_be_trusted() -> None:
    said = (
        "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\r\n"
        " smtp.mailfrom=voorbeeld.example; dkim=none (message not signed); dmarc=bestguesspass"
    )
    assert found(said, name=WITHOUT_NAME) == Authenticity(
        "pass", "none", "bestguesspass", "voorbeeld.example"
    )


@pytest.mark.parametrize(
    "said",
    [
        f"{OURS}; spf=fail (x; dkim=pass header.d=a.example)",
        f"{OURS}; spf=fail (x (y; dkim=pass) z; dkim=pass)",
        f'{OURS}; spf=fail smtp.mailfrom="a; dkim=pass header.d=b.example; "@c.example',
        f'{OURS}; spf=fail reason="\\"; dkim=pass"',
    ],
)
def test_sender_cannot_smuggle_in_a_result(said: str) -> None:
    assert found(f"Authentication-Results: {said}").dkim == ""


@pytest.mark.parametrize(
    ("results", "vouches"),
    [
        ("dmarc=pass header.from=voorbeeld.example", True),
        ("dmarc=pass header.from=mail.voorbeeld.example", True),
        ("dmarc=pass header.from=elders.example", False),
        ("dmarc=pass", False),
        ("dkim=pass header.d=voorbeeld.example", True),
        ("dkim=pass header.i=@mail.voorbeeld.example", True),
        ("spf=pass smtp.mailfrom=bounce@voorbeeld.example", True),
        ("dkim=pass header.d=elders.example", False),
        ("dkim=pass header.d=example", False),
        ("dkim=pass header.d=nepvoorbeeld.example", False),
        ("dkim=fail header.d=voorbeeld.example", False),
        ("spf=pass smtp.mailfrom=voorbeeld.example; dmarc=fail", False),
        ("spf=none; dkim=none", False),
    ],
)
def test_only_a_check_of_the_senders_own_domain_vouches(results: str, vouches: bool) -> None:
    authenticity = found(f"Authentication-Results: {OURS}; {results}")
    assert authenticity.vouches_for("sanne@voorbeeld.example") is vouches


def test_nothing_vouches_for_nobody() -> None:
    assert not Authenticity(dmarc="pass").vouches_for("")


@pytest.mark.parametrize(
    ("said", "address", "several"),
    [
        ("Bram <bram@example.nl>", "bram@example.nl", False),
        ("bram@example.nl (Bram, of Groen)", "bram@example.nl", False),
        ('"Smit, Bram" <bram@example.nl>', "bram@example.nl", False),
        ("Smit, Bram <bram@example.nl>", "bram@example.nl", False),
        ("bram@example.nl <chris@example.org>", "chris@example.org", False),
        ('"bram@example.nl" <chris@example.org>', "chris@example.org", False),
        ("=?utf-8?q?bram=40example=2Enl?= <chris@example.org>", "chris@example.org", False),
        ("bram@example.nl, Chris <chris@example.org>", "bram@example.nl", True),
        ("<bram@example.nl> <chris@example.org>", "bram@example.nl", True),
        ("bram@example.nl chris@example.org", "bram@example.nl", True),
        ("bram@example.nl\r\nFrom: chris@example.org", "bram@example.nl", True),
    ],
)
def test_sender_is_the_address_itself_and_one(said: str, address: str, several: bool) -> None:
    letter = read(b"From: " + said.encode() + b"\r\n\r\nJa.\r\n")
    assert (letter.sender.address, letter.several) == (address, several)


def test_name_of_a_sender_is_read_with_its_quotes_off() -> None:
    letter = read(b'From: "Smit, \\"Bram\\" <groen>" <bram@example.nl>\r\n\r\nJa.\r\n')
    assert letter.sender.name == 'Smit, "Bram" <groen>'
