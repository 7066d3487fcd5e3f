from django.urls import path

from routing.views import learning

urlpatterns = [
    path("", learning.page, name="learning"),
    path("train/", learning.train, name="train_routing"),
    path("voorbeelden/", learning.examples, name="load_examples"),
    path("voorbeelden.csv", learning.export, {"what": learning.EXAMPLES}, name="export_examples"),
    path(
        "correcties.csv", learning.export, {"what": learning.CORRECTIONS}, name="export_corrections"
    ),
    path("plaatsen/", learning.places, name="load_places"),
    path("<int:number>/activate/", learning.activate, name="activate_version"),
]
