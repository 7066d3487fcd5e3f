from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    name = "routing"
    verbose_name = _("Departments and routing")

    def ready(self) -> None:
        from routing import receivers  # noqa: F401 - connects the bells
