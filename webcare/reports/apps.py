from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "webcare.reports"
    label = "reports"
    verbose_name = "Webcare reports"
