"""The page that documents every setting, made from the settings themselves."""

from __future__ import annotations

from webcare.env import BASE_DIR, Env

PAGE = BASE_DIR / "docs" / "configuration.md"
HEAD = """# Configuration

Made from `webcare/env.py` by `manage.py configuration`; change it there.

Every setting is an environment variable, a line in `.env`, or a file of that name (in lower case)
in `/run/secrets`.

| variable | default | meaning |
| --- | --- | --- |
"""
SECRET = ("secret_key", "credential_keys")


def page() -> str:
    """docs/configuration.md as it should be."""
    return HEAD + "".join(_row(name) for name in Env.model_fields)


def _row(name: str) -> str:
    field = Env.model_fields[name]
    variable = str(field.validation_alias or f"WEBCARE_{name}".upper())
    default = "" if field.default is None else str(field.default)
    if name in SECRET:
        default = "public, refused in production"
    elif name == "var":
        default = "`var`"
    elif default:
        default = f"`{default}`"
    return f"| `{variable}` | {default} | {field.description} |\n"
