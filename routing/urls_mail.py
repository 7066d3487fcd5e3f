from django.urls import path

from routing.views import by_link, letters

urlpatterns = [
    path("vraag/<str:secret>/", by_link.by_link, name="by_link"),
    path("vraag/<str:secret>/antwoord/", by_link.by_link_answer, name="by_link_answer"),
    path("vraag/<str:secret>/bezig/", by_link.by_link_claim, name="by_link_claim"),
    path("vraag/<str:secret>/terug/", by_link.by_link_back, name="by_link_back"),
    path("vraag/<str:secret>/navraag/", by_link.by_link_ask, name="by_link_ask"),
    path("vraag/<str:secret>/nieuw/", by_link.by_link_new, name="by_link_new"),
    path("vraag/<str:secret>/bestanden/<int:pk>/", by_link.by_link_file, name="by_link_file"),
    path("post/", letters.letters, name="letters"),
    path("post/weg/", letters.put_all_away, name="put_letters_away"),
    path("post/<int:pk>/", letters.letter, name="letter"),
    path("post/<int:pk>/brief.eml", letters.raw, name="raw_letter"),
    path("post/<int:pk>/gebruik/", letters.use, name="use_letter"),
    path("post/<int:pk>/weg/", letters.put_away, name="put_letter_away"),
    path("post/<int:pk>/terug/", letters.put_back, name="put_letter_back"),
]
