from django.urls import path

from webcare.reports.views import tables

urlpatterns = [
    path("", tables.page, name="reports"),
]
