from django.urls import path

from inbox.views import writing

urlpatterns = [
    path("<int:pk>/draft/", writing.save, name="save_draft"),
    path("<int:pk>/draft/discard/", writing.discard, name="discard_draft"),
    path("<int:pk>/begun/", writing.begun, name="begun"),
]
