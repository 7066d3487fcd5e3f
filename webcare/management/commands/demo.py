"""``make demo``: the whole loop on one machine, with a simulated outside world."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from webcare import processes
from webcare.demo import listening, morning, newcomer
from webcare.demo.load import load, logins, town

POLL_SECONDS = "4"  # X allows 300 looks at the mentions in 15 minutes
REFRESH_SECONDS = "15"
SWEEP_SECONDS = "5"
RECONCILE_SECONDS = "10"  # beside webhooks
SUBSCRIPTION_SECONDS = "30"  # a simulator that was reset forgets where its webhooks go
STREAM_SECONDS = "30"
MAIL_SECONDS = "5"
ANSWERS = "antwoord@gemeente-voorbeeld.example"
MAIL_SERVER = "post.example"  # the name under which the simulated post says who is genuine
MAIL_PASSWORD = "sim-post"  # noqa: S105 - of nothing real


class Command(BaseCommand):
    help = "Run Webcare with the demo municipality and a simulated X, Facebook and Instagram."

    def handle(self, *args: Any, **options: Any) -> None:
        self.port = int(os.environ.get("WEBCARE_PORT", "8000"))
        self.simulator_port = int(os.environ.get("WEBCARE_SIMULATOR_PORT", "8100"))
        self.smtp_port = int(os.environ.get("WEBCARE_SMTP_PORT", "8125"))
        self.imap_port = int(os.environ.get("WEBCARE_IMAP_PORT", "8143"))
        try:
            processes.check_port(self.port, "WEBCARE_PORT")
            processes.check_port(self.simulator_port, "WEBCARE_SIMULATOR_PORT")
            processes.check_port(self.smtp_port, "WEBCARE_SMTP_PORT")
            processes.check_port(self.imap_port, "WEBCARE_IMAP_PORT")
        except processes.PortTaken as taken:
            raise CommandError(str(taken)) from taken
        self.say("Preparing the database …")
        call_command("migrate", verbosity=0)
        self.say("Starting the web server, the worker, the clock and the platforms …")
        names = ("web", "worker", "beat", "simulator")
        code = processes.run(names, self.environment(), self.when_up)
        self.say("Stopped. Your data is kept; `make clean` forgets it.")
        if code:
            raise CommandError("One of the processes stopped; its last words are above.")

    def environment(self) -> dict[str, str]:
        """The platforms are the simulator, and everything is quick enough to watch."""
        outside = self.outside
        return {
            "WEBCARE_PORT": str(self.port),
            "WEBCARE_SIMULATOR_PORT": str(self.simulator_port),
            "WEBCARE_VAR": str(settings.ENV.var.resolve()),
            "WEBCARE_DEMO_STREAM": os.environ.get("WEBCARE_DEMO_STREAM", STREAM_SECONDS),
            "WEBCARE_POLL_SECONDS": POLL_SECONDS,
            "WEBCARE_REFRESH_SECONDS": REFRESH_SECONDS,
            "WEBCARE_SWEEP_SECONDS": SWEEP_SECONDS,
            "WEBCARE_RECONCILE_SECONDS": RECONCILE_SECONDS,
            "WEBCARE_SUBSCRIPTION_SECONDS": SUBSCRIPTION_SECONDS,
            "WEBCARE_FIND_LAG_SECONDS": "2",
            "WEBCARE_PUBLIC_URL": self.address,
            "WEBCARE_REPORT_DOMAINS": "gemeente-voorbeeld.example",
            "WEBCARE_MEDIA_FROM_LOOPBACK": "true",
            "WEBCARE_X_API_URL": f"{outside}/api.x.com",
            "WEBCARE_X_WEB_URL": f"{outside}/x.com",
            "WEBCARE_META_GRAPH_URL": f"{outside}/graph.facebook.com",
            "WEBCARE_INSTAGRAM_GRAPH_URL": f"{outside}/graph.instagram.com",
            "WEBCARE_INSTAGRAM_API_URL": f"{outside}/api.instagram.com",
            "WEBCARE_FACEBOOK_WEB_URL": f"{outside}/facebook.com",
            "WEBCARE_INSTAGRAM_WEB_URL": f"{outside}/instagram.com",
            "OAUTHLIB_INSECURE_TRANSPORT": "1",
            **self.post(),
        }

    def post(self) -> dict[str, str]:
        """The municipality's mail server is the simulator too."""
        mailbox = f"{quote(ANSWERS, safe='')}:{MAIL_PASSWORD}@127.0.0.1:{self.imap_port}"
        return {
            "WEBCARE_SMTP_PORT": str(self.smtp_port),
            "WEBCARE_IMAP_PORT": str(self.imap_port),
            "WEBCARE_EMAIL_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "WEBCARE_EMAIL_FROM": ANSWERS,
            "WEBCARE_REPLY_ADDRESS": ANSWERS,
            "WEBCARE_IMAP_URL": f"imap://{mailbox}/INBOX",
            "WEBCARE_MAIL_AUTHSERV": MAIL_SERVER,
            "WEBCARE_MAIL_SECONDS": MAIL_SECONDS,
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def outside(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"

    def when_up(self) -> None:
        """Beside the processes: load the town, wait until all is healthy, tell where it is."""
        processes.wait_for("The simulator", lambda: processes.answers(f"{self.outside}/healthz"))
        self.say("Loading the demo municipality …")
        load(processes.read_json(f"{self.outside}/control/municipality"))
        connection.close()
        processes.wait_for("The web server", lambda: processes.answers(f"{self.address}/healthz"))
        processes.wait_for("The worker", processes.worker_answers)
        # The worker does it: it knows the simulated platforms.
        current_app.send_task("connectors.tasks.check_subscriptions")
        if os.environ.get("WEBCARE_DEMO_LEARN", "1") != "0":
            current_app.send_task("routing.tasks.train")
        self.welcome()
        if os.environ.get("WEBCARE_DEMO_MORNING", "1") != "0":
            listening.begin(self.outside)
            morning.begin(self.outside)
            connection.close()
        if os.environ.get("WEBCARE_DEMO_STREAM", STREAM_SECONDS) != "0":
            newcomer.answer_first()
            connection.close()

    def welcome(self) -> None:
        people = "\n".join(
            f"    {login.username:8} {login.name:15} {', '.join(login.roles)}" for login in logins()
        )
        self.stdout.write(
            f"""
  Webcare is ready.

    The inbox              {self.address}/
    The citizen's window   {self.outside}/x.com   (also /facebook.com and /instagram.com)
    Everybody's mail       {self.outside}/post/

  Sign in with the password “{town()["password"]}” as:

{people}

  Be the citizen in one window and Anouk in the other. Ctrl-C stops everything.
"""
        )
        self.stdout.flush()

    def say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()
