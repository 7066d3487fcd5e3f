"""GET /2/usage/tweets: how many posts the app read (X API docs, "Usage")."""

from __future__ import annotations

from connectors.simulator.clock import DAY, from_ms, now_ms
from connectors.simulator.municipality import APP_ID
from connectors.simulator.x.render import Json
from connectors.simulator.x.serving import Call

_CAP = 3_000_000


def posts_read(call: Call) -> Json:
    """The last ``days`` days, seven by default, of all that was read this month."""
    bill, given = call.world.x.bill, call.query.get("days", "7")
    days = int(given) if given.isdecimal() else 7
    since = from_ms(now_ms() - days * DAY).date().isoformat()
    used = [
        {"date": f"{day}T00:00:00.000Z", "usage": count}
        for day, count in bill.posts.items()
        if day > since
    ]
    cap = _CAP if bill.post_cap is None else bill.post_cap
    data: Json = {
        "cap_reset_day": 1,
        "project_cap": cap,
        "project_id": APP_ID,
        "project_usage": sum(bill.posts.values()),
    }
    if used:
        data["daily_project_usage"] = {"project_id": 1, "usage": used}
    return {"data": data}
