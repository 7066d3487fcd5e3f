from django.urls import path

from webcare.dashboards import views

urlpatterns = [
    path("", views.now, name="figures"),
]
