from django.urls import path

from inbox.views import newcomers

urlpatterns = [
    path("", newcomers.overview, name="four_eyes"),
    path("collega/", newcomers.check, name="check_answers_of"),
    path("collega/<int:pk>/los/", newcomers.trust, name="trust"),
]
