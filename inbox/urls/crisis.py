from django.urls import path

from inbox.views import crisis

urlpatterns = [
    path("", crisis.page, name="crisis"),
    path("nu/", crisis.band, name="crisis_band"),
    path("begin/", crisis.begin, name="begin_crisis"),
    path("<int:pk>/", crisis.report, name="crisis_report"),
    path("<int:pk>/line/", crisis.say, name="say_crisis"),
    path("<int:pk>/notes/", crisis.note, name="note_crisis"),
    path("<int:pk>/helpers/", crisis.call_in, name="call_in"),
    path("<int:pk>/helpers/<int:helper>/home/", crisis.send_home, name="send_home"),
    path("<int:pk>/end/", crisis.end, name="end_crisis"),
]
