from django.urls import path

from inbox.views import labels, snoozing

urlpatterns = [
    path("<int:pk>/labels/", labels.choose, name="choose_labels"),
    path("<int:pk>/snooze/", snoozing.snooze, name="snooze"),
    path("<int:pk>/wake/", snoozing.wake, name="wake"),
]
