from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from inbox.api.views import AccountViewSet, ConversationViewSet

router = SimpleRouter()
router.register("conversations", ConversationViewSet)
router.register("accounts", AccountViewSet)

urlpatterns = [
    path("v1/", include(router.urls)),
    path(
        "schema/",
        login_not_required(SpectacularAPIView.as_view(permission_classes=[])),
        name="schema",
    ),
]
