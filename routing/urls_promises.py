from django.urls import path

from routing.views import promises

urlpatterns = [
    path("", promises.norms, name="norms"),
    path("nieuw/", promises.new_norm, name="new_norm"),
    path("<int:pk>/", promises.norm, name="norm"),
    path("<int:pk>/remove/", promises.drop_norm, name="drop_norm"),
    path("openingstijden/", promises.service_hours, name="service_hours"),
]
