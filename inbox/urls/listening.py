from django.urls import path

from inbox.views import listening, searches

urlpatterns = [
    path("", listening.found, name="listening"),
    path("gezien/", listening.look, name="look_at_finds"),
    path("<int:pk>/oppakken/", listening.take_in, name="take_in"),
    path("<int:pk>/weg/", listening.dismiss, name="dismiss_find"),
    path("<int:pk>/terug/", listening.bring_back, name="bring_back_find"),
    path("zoekopdrachten/", searches.searches, name="searches"),
    path("zoekopdrachten/nieuw/", searches.make, name="make_search"),
    path("zoekopdrachten/<int:pk>/", searches.search, name="search"),
    path("zoekopdrachten/<int:pk>/aan/", searches.switch_on, name="switch_search_on"),
    path("zoekopdrachten/<int:pk>/uit/", searches.switch_off, name="switch_search_off"),
    path("zoekopdrachten/<int:pk>/akkoord/", searches.agree, name="agree_to_search"),
]
