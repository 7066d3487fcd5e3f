from django.apps import AppConfig


class TalkConfig(AppConfig):
    name = "webcare.talk"
    label = "talk"
    verbose_name = "Webcare talk"

    def ready(self) -> None:
        from webcare.talk import receivers  # noqa: F401 they listen from now on
