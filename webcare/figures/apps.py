from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "webcare.figures"
    label = "figures"
    verbose_name = "Webcare figures"
