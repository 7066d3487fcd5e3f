from django.urls import path

from inbox.views import citizens, measures, rudeness

urlpatterns = [
    path("<int:pk>/", citizens.citizen, name="citizen"),
    path("<int:pk>/koppelen/", citizens.link, name="link_citizen"),
    path("koppelingen/<int:pk>/los/", citizens.unlink, name="unlink_citizen"),
    path("grof/", rudeness.rude_words, name="rude_words"),
    path("maatregelen/", measures.overview, name="measures"),
    path("maatregelen/<int:pk>/opheffen/", measures.end, name="lift"),
    path("gesprekken/<int:pk>/maatregel/", measures.begin, name="restrain"),
    path("gesprekken/<int:pk>/beloofd/", citizens.pledge, name="pledge"),
    path("beloofd/<int:pk>/", citizens.settle_pledge, name="settle_pledge"),
]
