from django.urls import path

from inbox.views import news

urlpatterns = [
    path("", news.news, name="news"),
]
