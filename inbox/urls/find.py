from django.urls import path

from inbox.views import saved

urlpatterns = [
    path("", saved.views, name="views"),
    path("nieuw/", saved.keep, name="keep_view"),
    path("<int:pk>/", saved.change, name="change_view"),
    path("<int:pk>/weg/", saved.drop, name="drop_view"),
    path("<int:pk>/begin/", saved.begin, name="begin_with_view"),
]
