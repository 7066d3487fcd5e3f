from django.urls import path

from inbox.views import approving

urlpatterns = [
    path("<int:pk>/answers/<int:outbound>/approve/", approving.approve, name="approve"),
    path("<int:pk>/answers/<int:outbound>/take-back/", approving.take_back, name="take_back"),
    path("<int:pk>/answers/<int:outbound>/send-back/", approving.send_back, name="send_back"),
]
