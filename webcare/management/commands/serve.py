"""``make run``: the web server, the worker and the clock, without demo data."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from webcare import processes


class Command(BaseCommand):
    help = "Run Webcare's own processes on this machine, against the platforms of the settings."

    def handle(self, *args: Any, **options: Any) -> None:
        port = int(os.environ.get("WEBCARE_PORT", "8000"))
        try:
            processes.check_port(port, "WEBCARE_PORT")
        except processes.PortTaken as taken:
            raise CommandError(str(taken)) from taken
        call_command("migrate", verbosity=0)
        address = f"http://127.0.0.1:{port}"

        def when_up() -> None:
            processes.wait_for("The web server", lambda: processes.answers(f"{address}/healthz"))
            processes.wait_for("The worker", processes.worker_answers)
            self.stdout.write(f"\n  Webcare is ready at {address}/. Ctrl-C stops everything.\n")
            self.stdout.flush()

        environment = {"WEBCARE_PORT": str(port), "WEBCARE_VAR": str(settings.ENV.var.resolve())}
        if code := processes.run(("web", "worker", "beat"), environment, when_up):
            raise CommandError(f"One of the processes stopped with code {code}; see above.")
