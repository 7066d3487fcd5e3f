from django.urls import path

from inbox.views import label_settings

urlpatterns = [
    path("", label_settings.page, name="labels"),
    path("new/", label_settings.add, name="add_label"),
    path("<int:pk>/", label_settings.change, name="change_label"),
]
