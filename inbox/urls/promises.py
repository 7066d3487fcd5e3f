from django.urls import include, path

from inbox.views import greetings

urlpatterns = [
    path("", include("routing.urls_promises")),
    path("automatisch/", greetings.greetings, name="greetings"),
    path("automatisch/<int:pk>/", greetings.greeting, name="greeting"),
]
