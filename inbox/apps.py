from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = _("Inbox")

    def ready(self) -> None:
        from inbox import receivers  # noqa: F401 - connects the bells
        from inbox.sorting.past import InboxPast
        from routing.rules.past import provide

        provide(InboxPast())
