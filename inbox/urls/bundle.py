from django.urls import path

from inbox.views import bundles

urlpatterns = [
    path("", bundles.overview, name="bundles"),
    path("nieuw/", bundles.gather, name="gather"),
    path("<int:pk>/", bundles.page, name="bundle"),
    path("<int:pk>/title/", bundles.rename, name="rename_bundle"),
    path("<int:pk>/out/<int:conversation>/", bundles.take_out, name="take_out"),
    path("<int:pk>/answer/", bundles.write, name="write_together"),
    path("<int:pk>/approve/", bundles.approve, name="approve_together"),
    path("<int:pk>/send/", bundles.send, name="send_together"),
    path("<int:pk>/again/<int:delivery>/", bundles.again, name="send_again"),
    path("<int:pk>/finish/", bundles.finish, name="finish_bundle"),
]
