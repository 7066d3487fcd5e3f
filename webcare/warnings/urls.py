from django.urls import path

from webcare.warnings.views import crisis, learned, one, overview

urlpatterns = [
    path("", overview.page, name="signals"),
    path("nu/", overview.band, name="signals_band"),
    path("<int:pk>/", one.page, name="signal"),
    path("<int:pk>/oordeel/", one.mark, name="mark_signal"),
    path("<int:pk>/oordeel/terug/", one.unmark, name="unmark_signal"),
    path("<int:pk>/crisis/", crisis.begin, name="signal_crisis"),
    path("<int:pk>/crisis/hoort-bij/", crisis.belongs, name="signal_belongs"),
    path("verwacht/", learned.page, name="expected_peaks"),
    path("verwacht/<int:pk>/weg/", learned.forget, name="forget_peak"),
    path("verwacht/<int:pk>/terug/", learned.remember, name="remember_peak"),
    path("hoe-snel/", learned.choose, name="choose_alertness"),
]
