"""``python -m connectors.simulator``: run the outside world."""

from __future__ import annotations

import argparse
import contextlib
import signal
from pathlib import Path

from connectors.simulator.app import create_app
from connectors.simulator.server import doors_at, listen, server_for, url_of


def main() -> None:
    """Serve until interrupted."""
    options = _options()
    try:
        listener = listen(options.host, options.port)
        doors = doors_at(options.host, options.smtp_port, options.imap_port)
        app = create_app(options.state, options.stream, options.seed, doors)
        app.state.hub.base = url_of(listener)
        app.state.hub.world.settings.change({"rate_limit": options.rate_limit})
    except (OSError, ValueError) as error:
        raise SystemExit(f"simulator: {error}") from None
    signal.signal(signal.SIGTERM, _leave)
    print(f"Simulator: {url_of(listener)}/", flush=True)  # noqa: T201 - whoever started us waits
    with contextlib.suppress(KeyboardInterrupt):
        server_for(app).run(sockets=[listener])


def _leave(*_: object) -> None:
    """uvicorn repeats the signal once it has stopped cleanly; that is the end, not a failure."""
    raise SystemExit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m connectors.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep the world in this file")
    parser.add_argument("--stream", type=float, metavar="SECONDS", help="let citizens write")
    parser.add_argument("--seed", type=int, default=1, help="decides the rhythm of the stream")
    parser.add_argument(
        "--rate-limit",
        type=int,
        default=0,
        metavar="N",
        help="X requests per endpoint and 15 minutes; 0 keeps X's own limits",
    )
    parser.add_argument(
        "--smtp-port", type=int, default=0, metavar="N", help="take mail here; 0 is nowhere"
    )
    parser.add_argument(
        "--imap-port", type=int, default=0, metavar="N", help="hand out mail here; 0 is nowhere"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
