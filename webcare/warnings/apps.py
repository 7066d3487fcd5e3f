from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "webcare.warnings"
    label = "warnings"
    verbose_name = "Webcare warnings"
