"""From a spike into crisis mode, and on to its report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# Twelve weeks in which hardly anybody wrote, and now a crowd.
SPIKE = """
from datetime import timedelta
from django.utils import timezone
from connectors.models import Account
from tests.webcare.warnings.town import crowd
from webcare.warnings.models import Baseline, Signal
from webcare.warnings.signalling import look
from webcare.warnings.usual import Usual
account = Account.objects.first()
now, usual = timezone.now(), Usual((0.3,) * 168, 5.0, 12.0).to_json()
for scope, key in (("all", ""), ("channel", account.pk)):
    kept = {"usual": usual, "learned_at": now}
    Baseline.objects.update_or_create(scope=scope, key=str(key), defaults=kept)
crowd(account, 30, "Hele Esdoornlaan donker door stroomstoring", until=now)
look(now + timedelta(seconds=1))
print(Signal.objects.filter(evidence__words__contains=["stroomstoring"]).latest("pk").pk)
"""
OVER = """
from inbox.models import Author
from webcare.warnings.models import Baseline, Signal
Signal.objects.all().delete()
Baseline.objects.all().delete()
Author.objects.filter(handle__startswith="mens_").delete()
"""


@pytest.fixture
def signal(demo: Demo) -> Iterator[str]:
    """Its primary key. Nothing of it stays for who comes next."""
    yield demo.shell(SPIKE)
    demo.shell(OVER)


def test_from_a_spike_into_crisis_mode_and_its_report(
    demo: Demo, signed_in: Callable[..., Page], signal: str
) -> None:
    lena = signed_in("lena")
    lena.get_by_test_id("signals-band").get_by_role("link").last.click()
    lena.goto(f"{demo.address}/signalen/{signal}/")
    expect(lena.get_by_role("heading", level=1)).to_contain_text("stroomstoring")
    expect(lena.get_by_test_id("example").first).to_contain_text("Esdoornlaan")

    lena.get_by_test_id("to-crisis").click()
    expect(lena.get_by_test_id("crisis-words")).to_have_value(re.compile("stroomstoring"))
    lena.get_by_test_id("crisis-reason").fill("Stroomstoring Esdoornlaan")
    lena.get_by_test_id("begin-crisis").click()
    expect(lena.get_by_test_id("crisis-now")).to_contain_text("Stroomstoring Esdoornlaan")

    lena.goto(f"{demo.address}/signalen/{signal}/")
    lena.get_by_test_id("to-report").click()
    expect(lena.get_by_role("heading", level=1)).to_have_text("Stroomstoring Esdoornlaan")
    expect(lena.get_by_test_id("conversations")).to_be_visible()

    lena.goto(f"{demo.address}/crisis/")
    lena.get_by_test_id("end-crisis").click()
    expect(lena.get_by_test_id("moment").last).to_be_visible()
    lena.goto(f"{demo.address}/signalen/{signal}/")
    expect(lena.get_by_test_id("to-report")).to_be_visible()
