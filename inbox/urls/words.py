from django.urls import path

from inbox.views import canned, tools

urlpatterns = [
    path("inbox/<int:pk>/woorden/", tools.tool, name="tool"),
    path("standaardantwoorden/", canned.overview, name="canned_answers"),
    path("standaardantwoorden/nieuw/", canned.new, name="write_canned"),
    path("standaardantwoorden/<int:pk>/", canned.change, name="change_canned"),
    path("standaardantwoorden/proef/", canned.trial, name="try_canned_answer"),
]
