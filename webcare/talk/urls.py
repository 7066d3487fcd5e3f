from django.urls import path

from webcare.talk.views import now, term

urlpatterns = [
    path("", now.page, name="talk"),
    path("woord/", term.page, name="talk_term"),
]
