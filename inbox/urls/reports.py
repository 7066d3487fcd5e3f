from django.urls import path

from inbox.views import hop_report

urlpatterns = [path("", hop_report.page, name="hop_report")]
