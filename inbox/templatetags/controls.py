"""Form fields in the municipality's dress."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

# The classes that follow the state of the element. Not for a textarea: there it would say
# "wrong" of an empty field before anyone wrote in it.
STATES = {
    "checkbox": "utrecht-checkbox--html-input",
    "select": "utrecht-select--html-select",
    "textbox": "utrecht-textbox--html-input",
}


@register.simple_tag
def control(field: BoundField, kind: str, describedby: str = "", **attrs: object) -> SafeString:
    """The widget of a field as a Utrecht component: "textbox", "textarea", "select", "checkbox".

    ``describedby`` names elements that explain the field; its own help and error are added.
    Underscores in the names of ``attrs`` become dashes: ``data_testid="…"``.
    """
    classes = [f"utrecht-{kind}", STATES.get(kind, "")]
    if field.errors:
        classes.append(f"utrecht-{kind}--invalid")
    given: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    given |= {name.replace("_", "-"): str(value) for name, value in attrs.items()}
    if described := " ".join(filter(None, [describedby, field.aria_describedby])):
        given["aria-describedby"] = described
    return field.as_widget(attrs=given)


@register.filter
def minus(value: int, other: int) -> int:
    return value - other
