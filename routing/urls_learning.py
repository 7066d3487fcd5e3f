from django.urls import path

from routing.views import learning

urlpatterns = [
    path("", learning.page, name="learning"),
    path("train/", learning.train, name="train_routing"),
    path("voorbeelden/", learning.examples, name="load_examples"),
    path("plaatsen/", learning.places, name="load_places"),
    path("<int:number>/activate/", learning.activate, name="activate_version"),
]
