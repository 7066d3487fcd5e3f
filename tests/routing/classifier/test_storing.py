"""A classifier to bytes and back; anything else is refused."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.classifier import NotTrusted, Trained, dumps, loads

TEXTS = ["kliko niet geleegd", "paspoort ophalen?", "", "boom omgewaaid #LosseTegels"]


@pytest.fixture(scope="session")
def stored(trained: Trained) -> bytes:
    return dumps(trained.classifier)


def changed(stored: bytes, **parts: Any) -> bytes:
    """The same file with some parts put in another's place; None leaves a part out."""
    with np.load(io.BytesIO(stored)) as packed:
        arrays = {name: packed[name] for name in packed.files} | parts
    into = io.BytesIO()
    np.savez(into, **{name: array for name, array in arrays.items() if array is not None})
    return into.getvalue()


def facts(stored: bytes, **other: Any) -> Any:
    with np.load(io.BytesIO(stored)) as packed:
        told = json.loads(packed["facts"].tobytes()) | other
    return np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)


def test_a_stored_classifier_says_the_same(trained: Trained, stored: bytes) -> None:
    assert loads(stored).judge(TEXTS) == trained.classifier.judge(TEXTS)


def test_storing_again_gives_the_same_bytes(stored: bytes) -> None:
    assert dumps(loads(stored)) == stored


def test_a_stored_classifier_is_small(stored: bytes) -> None:
    assert len(stored) < 5_000_000


def test_a_pickle_is_refused_and_not_run(tmp_path: Any) -> None:
    trap = tmp_path / "sprung"

    class Trap:
        def __reduce__(self) -> Any:
            return open, (str(trap), "w")

    array = np.array([Trap()], dtype=object)
    into = io.BytesIO()
    np.savez(into, facts=array)
    for file in (pickle.dumps(Trap()), into.getvalue()):
        with pytest.raises(NotTrusted):
            loads(file)
    assert not trap.exists()


@pytest.mark.parametrize("part", ["facts", "rarity", "department_weights", "kind_bias"])
def test_a_file_without_a_part_is_refused(stored: bytes, part: str) -> None:
    with pytest.raises(NotTrusted, match="no classifier of Webcare"):
        loads(changed(stored, **{part: None}))


@pytest.mark.parametrize(
    "array",
    [np.zeros(3, np.float32), np.zeros((2, 2), np.float32), np.array(["a"]), np.array([1])],
)
def test_a_part_of_another_shape_or_type_is_refused(stored: bytes, array: Any) -> None:
    with pytest.raises(NotTrusted):
        loads(changed(stored, department_bias=array))


def test_a_number_that_is_none_is_refused(stored: bytes) -> None:
    with pytest.raises(NotTrusted, match="do not fit together"):
        loads(changed(stored, department_bias=np.full(4, np.nan, np.float32)))


def test_a_part_that_does_not_belong_is_refused(stored: bytes) -> None:
    with pytest.raises(NotTrusted, match="parts that do not belong in it: extra"):
        loads(changed(stored, extra=np.zeros(1)))


def test_another_format_is_refused_by_name(stored: bytes) -> None:
    with pytest.raises(NotTrusted, match="format 2"):
        loads(changed(stored, facts=facts(stored, format=2)))


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(16):
            packed.writestr(f"{number}.npy", bytes(10_000_000))
    with pytest.raises(NotTrusted, match="too large: 152 MB"):
        loads(into.getvalue())


def test_a_file_cut_short_is_refused(stored: bytes) -> None:
    with pytest.raises(NotTrusted):
        loads(stored[: len(stored) // 2])


@given(st.binary(max_size=500))
def test_any_bytes_are_refused(other: bytes) -> None:
    with pytest.raises(NotTrusted):
        loads(other)
