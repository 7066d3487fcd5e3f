"""Form fields in the municipality's dress."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def control(field: BoundField, kind: str, describedby: str = "", **attrs: object) -> SafeString:
    """The widget of a field as a Utrecht component: "textbox", "textarea", "select", "checkbox".

    ``describedby`` names elements that explain the field; its own help and error are added.
    Underscores in the names of ``attrs`` become dashes: ``data_testid="…"``.
    """
    classes = f"utrecht-{kind} utrecht-{kind}--html-{_element(kind)}"
    if field.errors:
        classes += f" utrecht-{kind}--invalid"
    given: dict[str, str | bool] = {"class": classes}
    given |= {name.replace("_", "-"): str(value) for name, value in attrs.items()}
    if described := " ".join(filter(None, [describedby, field.aria_describedby])):
        given["aria-describedby"] = described
    return field.as_widget(attrs=given)


def _element(kind: str) -> str:
    return {"textbox": "input", "checkbox": "input"}.get(kind, kind)


@register.filter
def minus(value: int, other: int) -> int:
    return value - other
