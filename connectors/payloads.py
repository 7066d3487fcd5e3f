"""What every platform's bodies have in common, for the models that read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    ValidationError,
    model_validator,
)

from connectors.base import ConnectorError, Reason, Unreadable

SHOWN = 3  # problems of one body, in a message


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is outside the calendar") from error


def _storable(text: str) -> str:
    return text.replace("\0", "")  # PostgreSQL has no place for it


Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
Text = Annotated[str, AfterValidator(_storable)]


class Payload(BaseModel):
    """Part of a body: numbers may stand for ids, null means absent, unknown fields are skipped."""

    model_config = ConfigDict(coerce_numbers_to_str=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: part for key, part in value.items() if part is not None}


P = TypeVar("P", bound=Payload)


def read(model: type[P], body: bytes) -> P:
    """The body as ``model``. Raises Unreadable, which names the places and quotes nothing."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise Unreadable(_places(error)) from None


def fit(model: type[P], value: object) -> P:
    """The same for a part of a body that was parsed before. Raises Unreadable."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Unreadable(_places(error)) from None


def expect(model: type[P], body: bytes, *, uncertain: bool = False) -> P:
    """The same for an answer that is needed to go on. Raises ConnectorError with the body."""
    try:
        return read(model, body)
    except Unreadable as error:
        detail = str(error)
    raise ConnectorError(Reason.UNREADABLE, detail, uncertain=uncertain, body=body)


def _places(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    shown = [f"{'.'.join(map(str, p['loc'])) or 'body'}: {p['msg']}" for p in problems[:SHOWN]]
    more = len(problems) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")
