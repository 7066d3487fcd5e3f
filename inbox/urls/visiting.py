from django.urls import path

from inbox.views import visiting

urlpatterns = [
    path("", visiting.guide, name="day_along"),
    path("dagen/", visiting.planning, name="visits"),
    path("dagen/plan/", visiting.plan, name="plan_visit"),
    path("dagen/<int:pk>/cancel/", visiting.cancel, name="cancel_visit"),
]
