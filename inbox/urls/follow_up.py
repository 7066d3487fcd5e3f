from django.urls import path

from inbox.views import asking_after

urlpatterns = [
    path("inbox/<int:pk>/nazorg/", asking_after.ask_after, name="ask_after"),
    path("inbox/<int:pk>/nazorg/niet/", asking_after.do_not_ask_after, name="do_not_ask_after"),
    path("nazorg/", asking_after.follow_up_texts, name="follow_up_texts"),
]
