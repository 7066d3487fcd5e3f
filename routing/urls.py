from django.urls import path

from routing.views import answering, enclosures, looking, others, questions

urlpatterns = [
    path("", questions.questions, name="questions"),
    path("anderen/", others.others, name="others_questions"),
    path("anderen/<int:pk>/", others.other, name="others_question"),
    path("anderen/<int:pk>/take-up/", others.take_up, name="take_up"),
    path("bestanden/<int:pk>/", enclosures.enclosure, name="enclosure"),
    path("<int:pk>/", questions.question, name="question"),
    path("<int:pk>/claim/", questions.claim, name="claim_question"),
    path("<int:pk>/release/", questions.release, name="release_question"),
    path("<int:pk>/answer/", answering.answer, name="answer"),
    path("<int:pk>/directly/", answering.directly, name="answer_directly"),
    path("<int:pk>/canned/", answering.canned, name="canned_answer"),
    path("<int:pk>/files/", answering.attach, name="enclose"),
    path("<int:pk>/files/leave-out/", enclosures.leave_out, name="leave_out"),
    path("<int:pk>/ask/", answering.ask, name="ask"),
    path("<int:pk>/hand-back/", answering.hand_back, name="hand_back"),
    path("<int:pk>/approve/", looking.approve, name="approve"),
    path("<int:pk>/refuse/", looking.refuse, name="refuse"),
    path("<int:pk>/take-back/", looking.take_back, name="take_back"),
]
