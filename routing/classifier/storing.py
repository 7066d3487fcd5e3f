"""A classifier to bytes and back: arrays and JSON in a zip, never pickle.

Loading runs no code of the file. What is not exactly what ``dumps`` writes is refused.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from routing.classifier.classifier import Classifier, Head
from routing.classifier.features import Vectoriser
from routing.classifier.wordlist import Phrases, ProductWord

FORMAT = 1
MOST_BYTES = 150 * 1024 * 1024  # unpacked
HEADS = ("department", "kind", "sentiment")


class NotTrusted(ValueError):
    """Bytes that are no classifier of ours, in words for the administrator."""


def dumps(classifier: Classifier) -> bytes:
    """The whole classifier. The same classifier gives the same bytes."""
    heads = {name: head for name in HEADS if (head := getattr(classifier, name)) is not None}
    facts = {
        "format": FORMAT,
        "names": classifier.vectoriser.names,
        "words": [[word.department, word.phrase] for word in classifier.vectoriser.phrases.words],
        "threshold": classifier.threshold,
        "heads": {n: {"labels": h.labels, "sharpness": h.sharpness} for n, h in heads.items()},
        "about": classifier.about,
    }
    text = json.dumps(facts, ensure_ascii=False).encode()
    arrays: dict[str, NDArray[Any]] = {
        "facts": np.frombuffer(text, dtype=np.uint8),
        "rarity": classifier.vectoriser.rarity,
    }
    for name, head in heads.items():
        arrays[f"{name}_weights"] = head.weights.astype(np.float16)
        arrays[f"{name}_bias"] = head.bias
    into = io.BytesIO()
    np.savez_compressed(into, allow_pickle=False, **arrays)
    return into.getvalue()


def loads(stored: bytes) -> Classifier:
    """The classifier that ``dumps`` wrote. Raises NotTrusted for anything else."""
    try:
        return _build(_arrays(stored))
    except NotTrusted:
        raise
    # Whatever a wrong file makes fail, the answer is the same: it is not ours.
    except Exception as error:
        raise NotTrusted(_("This is no classifier of Webcare, or it is damaged.")) from error


def _arrays(stored: bytes) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(io.BytesIO(stored)) as packed:
        size = sum(member.file_size for member in packed.infolist())
    if size > MOST_BYTES:
        raise NotTrusted(
            _("The classifier is too large: %(size)d MB unpacked.") % {"size": size // 1024**2}
        )
    with np.load(io.BytesIO(stored), allow_pickle=False) as packed:
        return {name: packed[name] for name in packed.files}


def _build(arrays: dict[str, NDArray[Any]]) -> Classifier:
    facts = json.loads(arrays.pop("facts").astype(np.uint8).tobytes())
    if facts["format"] != FORMAT:
        raise NotTrusted(
            _("The classifier has format %(format)s, which this version does not know.")
            % {"format": facts["format"]}
        )
    names = [str(name) for name in facts["names"]]
    heads = {
        name: _head(name, facts["heads"][name], arrays, len(names))
        for name in HEADS
        if name in facts["heads"]
    }
    words = [ProductWord(str(department), str(phrase)) for department, phrase in facts["words"]]
    rarity = _numbers(arrays.pop("rarity"), (len(names),))
    if arrays:
        raise NotTrusted(
            _("The classifier holds parts that do not belong in it: %(parts)s.")
            % {"parts": ", ".join(sorted(arrays))}
        )
    return Classifier(
        Vectoriser(names, rarity, Phrases(words)),
        heads["department"],
        float(facts["threshold"]),
        heads.get("kind"),
        heads.get("sentiment"),
        dict(facts["about"]),
    )


def _head(name: str, facts: dict[str, Any], arrays: dict[str, NDArray[Any]], size: int) -> Head:
    labels = tuple(str(label) for label in facts["labels"])
    weights = _numbers(arrays.pop(f"{name}_weights"), (size, len(labels)))
    bias = _numbers(arrays.pop(f"{name}_bias"), (len(labels),))
    return Head(labels, weights, bias, float(facts["sharpness"]))


def _numbers(array: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The array, if it holds numbers in this shape."""
    numbers = array.astype(np.float32)
    if array.dtype.kind != "f" or array.shape != shape or not np.isfinite(numbers).all():
        raise NotTrusted(_("The classifier is damaged: its parts do not fit together."))
    return numbers
