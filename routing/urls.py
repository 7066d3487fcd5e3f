from django.urls import path

from routing.views import questions

urlpatterns = [
    path("", questions.questions, name="questions"),
    path("<int:pk>/", questions.question, name="question"),
    path("<int:pk>/answer/", questions.answer, name="answer"),
    path("<int:pk>/hand-back/", questions.hand_back, name="hand_back"),
]
