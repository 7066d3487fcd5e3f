from django.urls import path

from webcare.preferences import views
from webcare.push import views as devices

urlpatterns = [
    path("", views.preferences, name="preferences"),
    path("apparaten/", devices.add, name="add_device"),
    path("apparaten/<int:pk>/weg/", devices.remove, name="remove_device"),
    path("apparaten/<int:pk>/test/", devices.try_out, name="try_device"),
]
