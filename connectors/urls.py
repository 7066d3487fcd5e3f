from django.urls import path

from connectors import views

urlpatterns = [
    path("", views.channels, name="channels"),
    path("<int:pk>/check/", views.check, name="check_channel"),
    path("arrivals/<int:pk>/again/", views.read_again, name="read_again"),
    path("arrivals/<int:pk>/put-away/", views.put_away, name="put_away"),
]
