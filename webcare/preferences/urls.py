from django.urls import path

from webcare.preferences import views

urlpatterns = [
    path("", views.preferences, name="preferences"),
]
