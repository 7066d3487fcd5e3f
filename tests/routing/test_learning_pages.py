"""The page of learning: versions, training, and files."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from routing.learning import correct
from routing.models import Attempt, Condition, Example, Place, Trained
from tests.factories import DepartmentFactory, RuleFactory
from tests.routing.school import four_departments, learned, teach, version
from webcare.models import User

pytestmark = pytest.mark.django_db

CSV = "text;department\nDe boom is om;openbare-ruimte\nMag ik een paspoort;burgerzaken\n"


@pytest.fixture
def trainer(client: Client, fatma: User) -> Client:
    """The administrator, who may train; in English, so that these tests ask for no translation."""
    fatma.user_permissions.add(Permission.objects.get(codename="train"))
    client.force_login(fatma)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page(client: Client) -> str:
    response = client.get(reverse("learning"))
    assert response.status_code == 200
    return response.content.decode()


def upload(client: Client, name: str, content: str | bytes, **more: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    prefix = "places" if name == "load_places" else "examples"
    given = {f"{prefix}-{key}": value for key, value in {"what": "messages", **more}.items()}
    return client.post(
        reverse(name), {f"{prefix}-file": SimpleUploadedFile("a.csv", data), **given}
    )


def test_page_is_for_who_may_train(as_user: Any, bram: User, anouk: User) -> None:
    assert as_user(anouk).get(reverse("learning")).status_code == 404
    assert as_user(bram).post(reverse("train_routing")).status_code == 404


def test_page_before_anything_was_learned(trainer: Client) -> None:
    assert "only rules name a department" in page(trainer)


def test_version_in_use_stands_with_its_figures(trainer: Client, fatma: User) -> None:
    report = {"accuracy": 0.914, "kind": {"accuracy": 0.8, "share_named": 0.77}}
    version(3, learned(), active=True, report=report, why="Better.", by=fatma)
    shown = page(trainer)
    for words in ("Version 3", "In use", "91.4%", "80.0%", "77.0%", "Better.", "–"):
        assert words in shown


def test_departments_with_few_examples_are_named(trainer: Client) -> None:
    teach()
    DepartmentFactory(name="Belastingen")
    shown = page(trainer)
    assert "fewer than 20 examples" in shown
    assert "Belastingen (0)" in shown


def test_part_is_asked_for_on_its_own(trainer: Client) -> None:
    version(1, learned(), active=True)
    response = trainer.get(
        reverse("learning"), headers={"HX-Request": "true", "HX-Target": "versions"}
    )
    assert response.content.decode().strip().startswith("<section")


def test_page_costs_the_same_for_many_versions(trainer: Client) -> None:
    teach(step=30)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(trainer)
        return len(asked.captured_queries)

    version(1, b"m")
    page(trainer)
    few = cost()
    for number in range(2, 12):
        version(number, b"m")
        DepartmentFactory()
    assert cost() == few


def test_button_lets_a_worker_train(
    trainer: Client, bells: redis.Redis, django_capture_on_commit_callbacks: Any
) -> None:
    teach(step=2)
    with django_capture_on_commit_callbacks(execute=True):
        assert trainer.post(reverse("train_routing")).status_code == 303
    waiting = [str(each) for each in bells.lrange("celery", 0, -1)]
    assert any("routing.tasks.train" in each for each in waiting)
    assert Attempt.objects.get().outcome == "waiting"  # until a worker begins it


def test_training_nobody_began_stands_on_the_page(trainer: Client, fatma: User) -> None:
    Attempt.objects.create(by=fatma)
    assert "has not begun yet" in page(trainer)


def test_training_that_failed_stands_on_the_page(trainer: Client) -> None:
    Attempt.objects.create(outcome="failed", said="MemoryError: no more")
    shown = page(trainer)
    assert "The last training failed" in shown
    assert "MemoryError: no more" in shown


def test_version_that_cannot_be_read_stands_on_the_page(trainer: Client) -> None:
    version(1, b"m", active=True, problem="It is damaged.")
    shown = page(trainer)
    assert "only rules name a department. Use another one" in shown
    assert "It is damaged." in shown


def test_product_word_that_is_too_long_is_refused(trainer: Client) -> None:
    four_departments()
    words = f"word;department\n{'kliko' * 30};afval-reiniging\n"
    response = upload(trainer, "load_examples", words, what="words")
    assert response.status_code == 422
    assert "too long for a product word" in response.content.decode()


def test_colleagues_who_say_different_things_are_shown(
    trainer: Client, anouk: User, bram: User
) -> None:
    departments = four_departments()
    for number, (slug, by) in enumerate([("burgerzaken", anouk), ("afval-reiniging", bram)]):
        correct("De bladkorf is vol", departments[slug], "", by, f"gesprek:{number}")
        correct("Hier zijn we het eens", departments["burgerzaken"], "", by, f"gesprek:9{number}")
    shown = page(trainer)
    assert "Of one text colleagues said different things" in shown
    assert "“De bladkorf is vol”" in shown
    assert "“Hier zijn we het eens”" not in shown


def test_all_that_is_learned_from_can_be_taken_away_and_loaded_again(trainer: Client) -> None:
    departments = four_departments()
    for text in ("=HYPERLINK(1) is raar", "De boom; is\nom"):
        Example.objects.create(text=text, department=departments["burgerzaken"], origin="file")
    response = trainer.get(reverse("export_examples"))
    assert response["Content-Disposition"].startswith('attachment; filename="voorbeelden-')
    file = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert b"\n'=HYPERLINK" in file
    Example.objects.all().delete()
    assert upload(trainer, "load_examples", file).status_code == 303
    texts = set(Example.objects.values_list("text", flat=True))
    assert texts == {"=HYPERLINK(1) is raar", "De boom; is\nom"}


def test_corrections_can_be_taken_away_alone(trainer: Client, anouk: User) -> None:
    departments = four_departments()
    Example.objects.create(text="Uit file", department=departments["burgerzaken"], origin="file")
    correct("De bladkorf is vol", departments["burgerzaken"], "", anouk, "gesprek:1")
    response = trainer.get(reverse("export_corrections"))
    file = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert "De bladkorf is vol;burgerzaken;;;gesprek:1;correction;" in file
    assert "Uit file" not in file


def test_export_is_for_who_may_train(as_user: Any, bram: User) -> None:
    assert as_user(bram).get(reverse("export_examples")).status_code in (403, 404)


def test_button_says_why_nothing_can_be_learned(trainer: Client) -> None:
    response = trainer.post(reverse("train_routing"), follow=True)
    assert "not two departments" in response.content.decode()


def test_colleague_goes_back_to_a_version(trainer: Client) -> None:
    version(1, learned())
    version(2, learned(), active=True)
    assert trainer.post(reverse("activate_version", args=[1])).status_code == 303
    assert Trained.objects.get(active=True).number == 1


def test_version_that_never_was_is_not_found(trainer: Client) -> None:
    assert trainer.post(reverse("activate_version", args=[9])).status_code == 404


def test_version_of_which_only_figures_are_left_is_refused(trainer: Client) -> None:
    version(1)
    response = trainer.post(reverse("activate_version", args=[1]), follow=True)
    assert "only its figures were kept" in response.content.decode()


def test_file_of_examples_is_taken_over(trainer: Client) -> None:
    four_departments()
    response = upload(trainer, "load_examples", CSV)
    assert response.status_code == 303
    assert Example.objects.count() == 2
    assert "2 messages were taken over" in page(trainer)


def test_file_of_product_words_is_taken_over(trainer: Client) -> None:
    four_departments()
    words = "word;department\nkliko*;afval-reiniging\n"
    upload(trainer, "load_examples", words, what="words")
    assert "1 word was taken over" in page(trainer)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (CSV + "Boom;bomen\n", "Row 4: there is no department “bomen”"),
        (CSV + "de boom is om;burgerzaken\n", "Row 4: the same text stands in row 2"),
        ("tekst\nboom\n", "the column “department” is missing"),
        ("text;department\nidee\u00ebn;wonen\n".encode("latin-1"), "no text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "no text in UTF-8"),
        ("", "The file is empty"),
    ],
)
def test_bad_file_is_refused_at_its_field(trainer: Client, content: str | bytes, says: str) -> None:
    four_departments()
    response = upload(trainer, "load_examples", content, replace="on")
    shown = response.content.decode()
    assert response.status_code == 422
    assert says in shown
    assert "Nothing was changed" in shown
    assert "checked" in shown
    assert not Example.objects.exists()


def test_rows_of_a_bad_file_are_told_one_by_one(trainer: Client) -> None:
    four_departments()
    response = upload(trainer, "load_examples", CSV + "Boom;bomen\nGras;<b>gras</b>\n")
    shown = response.content.decode()
    assert "<li>Row 4:" in shown
    assert "<li>Row 5:" in shown
    assert "<b>gras" not in shown


def test_places_are_taken_over(trainer: Client) -> None:
    response = upload(trainer, "load_places", "straat,buurt,wijk\nBerkenlaan,Bomenbuurt,Noord\n")
    assert response.status_code == 303
    assert Place.objects.get().street == "Berkenlaan"
    assert page(trainer).count("1 place is known") == 2  # what was done, and what there is


def test_rules_that_lose_their_place_are_named(trainer: Client) -> None:
    rule = RuleFactory(name="Bomen in Zuid")
    Condition.objects.create(rule=rule, about="neighbourhood", values="Zuid")
    upload(trainer, "load_places", "straat,buurt,wijk\nBerkenlaan,Bomenbuurt,Noord\n")
    assert "not in this list: Bomen in Zuid." in page(trainer)


def test_settings_tell_what_is_wrong_there(trainer: Client) -> None:
    rule = RuleFactory()
    Condition.objects.create(rule=rule, about="channel", values="hyves")
    version(1, b"m", active=True, problem="It is damaged.")
    shown = trainer.get(reverse("settings")).content.decode()
    assert "1 rule does not do what it says" in shown
    assert "The version in use cannot be read" in shown


def test_bad_places_are_refused(trainer: Client) -> None:
    response = upload(trainer, "load_places", "straat,buurt\nBerkenlaan,Bomenbuurt\n")
    assert response.status_code == 422
    assert "no column wijk" in response.content.decode()
