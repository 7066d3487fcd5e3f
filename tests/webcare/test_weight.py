"""Pages stay light: our own JavaScript is at most 40 kB, as it is written."""

from webcare.env import BASE_DIR

MOST = 40 * 1024  # bytes


def test_own_javascript_is_at_most_40_kilobytes() -> None:
    weight = {path.name: path.stat().st_size for path in (BASE_DIR / "static").rglob("*.js")}
    assert "keyboard.js" in weight
    assert sum(weight.values()) <= MOST, weight
