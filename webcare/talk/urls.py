from django.urls import path

from webcare.talk.views import complaints, compliments, ideas, now, places, questions, term, tone

urlpatterns = [
    path("", now.page, name="talk"),
    path("woord/", term.page, name="talk_term"),
    path("vragen/", questions.overview, name="talk_questions"),
    path("vragen/<int:pk>/", questions.page, name="talk_question"),
    path("vragen/<int:pk>/website/", questions.mark, name="talk_mark"),
    path("ideeen/", ideas.overview, name="talk_ideas"),
    path("ideeen/<int:pk>/", ideas.page, name="talk_idea"),
    path("complimenten/", compliments.overview, name="talk_compliments"),
    path("complimenten/muur/", compliments.wall, name="talk_wall"),
    path("complimenten/<int:pk>/", compliments.choose, name="talk_compliment"),
    path("complimenten/<int:pk>/weg/", compliments.off, name="talk_compliment_off"),
    path("toon/", tone.page, name="talk_tone"),
    path("kaart/", places.page, name="talk_map"),
    path("kaart/gesprekken/", places.behind, name="talk_spot"),
    path("kaart/grenzen/", places.outlines, name="talk_outlines"),
    path("klachten/", complaints.overview, name="talk_complaints"),
    path("klachten/<int:pk>/", complaints.page, name="talk_complaint"),
    path("klachten/<int:pk>/aanpak/", complaints.register, name="talk_register"),
    path("klachten/<int:pk>/bevestigd/", complaints.confirm, name="talk_confirm"),
    path("klachten/<int:pk>/verdagen/", complaints.put_off, name="talk_put_off"),
    path("klachten/<int:pk>/langer/", complaints.agree, name="talk_agree"),
    path("klachten/<int:pk>/klaar/", complaints.settle, name="talk_settle"),
]
