from django.urls import path

from webcare.dashboards import views

urlpatterns = [
    path("", views.now, name="figures"),
    path("periode/", views.period, name="figures_period"),
    path("ik/", views.own, name="figures_own"),
    path("achter/", views.behind, name="figures_behind"),
]
