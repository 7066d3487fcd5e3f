from django.urls import path

from inbox.views import handing_over, together, writing

urlpatterns = [
    path("here/", together.here, name="here"),
    path("<int:pk>/hand-over/", handing_over.hand_over, name="hand_over"),
    path("<int:pk>/draft/discard/", writing.discard, name="discard_draft"),
    path("<int:pk>/draft/<str:mode>/", writing.save, name="save_draft"),
    path("<int:pk>/begun/", writing.begun, name="begun"),
]
