from django.urls import path

from inbox.views import beside, visiting

urlpatterns = [
    path("", visiting.guide, name="day_along"),
    path("volgen/", beside.follow, name="follow"),
    path("volgen/<int:pk>/", beside.stay, name="follow_stay"),
    path("met-mij/", beside.watching, name="watching"),
    path("dagen/", visiting.planning, name="visits"),
    path("dagen/plan/", visiting.plan, name="plan_visit"),
    path("dagen/<int:pk>/cancel/", visiting.cancel, name="cancel_visit"),
    path("dagen/<int:pk>/pauze/", beside.pause, name="pause_visit"),
]
