from django.urls import path

from inbox.views import crisis

urlpatterns = [
    path("", crisis.page, name="crisis"),
    path("nu/", crisis.band, name="crisis_band"),
    path("begin/", crisis.begin, name="begin_crisis"),
    path("<int:pk>/end/", crisis.end, name="end_crisis"),
]
