from django.urls import path

from inbox.views import citizens

urlpatterns = [
    path("<int:pk>/", citizens.citizen, name="citizen"),
    path("<int:pk>/koppelen/", citizens.link, name="link_citizen"),
    path("koppelingen/<int:pk>/los/", citizens.unlink, name="unlink_citizen"),
    path("gesprekken/<int:pk>/beloofd/", citizens.pledge, name="pledge"),
    path("beloofd/<int:pk>/", citizens.settle_pledge, name="settle_pledge"),
]
