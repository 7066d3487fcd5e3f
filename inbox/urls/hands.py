from django.urls import path

from inbox.views import labels, palette, several, snoozing

urlpatterns = [
    path("palette/", palette.palette, name="palette"),
    path("several/", several.several, name="several"),
    path("undo/", several.undo, name="undo_last"),
    path("undo/<int:pk>/", several.undo, name="undo"),
    path("<int:pk>/labels/", labels.choose, name="choose_labels"),
    path("<int:pk>/snooze/", snoozing.snooze, name="snooze"),
    path("<int:pk>/wake/", snoozing.wake, name="wake"),
]
