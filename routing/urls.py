from django.urls import path

from routing import views

urlpatterns = [
    path("", views.questions, name="questions"),
    path("<int:pk>/", views.question, name="question"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/hand-back/", views.hand_back, name="hand_back"),
]
