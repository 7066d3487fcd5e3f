from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class WebcareConfig(AppConfig):
    name = "webcare"
    verbose_name = "Webcare"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset

        from connectors import health
        from webcare import (
            channels,
            checks,  # noqa: F401 - registers the checks
        )
        from webcare.push import devices
        from webcare.roles import sync_roles

        connection_created.connect(_plainly, dispatch_uid="webcare.plainly")
        health.also(channels.answers)
        health.also(channels.alarms)
        user_logged_out.connect(
            lambda request, **_: devices.signed_out(request.session.session_key or ""),
            dispatch_uid="webcare.push",
            weak=False,
        )
        for changed in (password_changed, password_reset):
            changed.connect(
                lambda user, **_: user.devices.all().delete(),
                dispatch_uid="webcare.push.password",
                weak=False,
            )
        post_migrate.connect(sync_roles, sender=self, dispatch_uid="webcare.roles")


def _plainly(connection: Any, **_: Any) -> None:
    """No query here is worth compiling: adding up figures has so many expressions that compiling
    them takes longer than all rows of a year. Not in the connection's own options, which PgBouncer
    refuses."""
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
