from django.urls import path

from webcare.reports.views import exports, tables, wall, weekly

urlpatterns = [
    path("", tables.page, name="reports"),
    path("weekbericht/", weekly.page, name="weekly"),
    path("weekbericht/voorbeeld/", weekly.preview, name="weekly_preview"),
    path("weekbericht/proef/", weekly.send_me, name="weekly_send_me"),
    path("weekbericht/wanneer/", weekly.rhythm, name="weekly_rhythm"),
    path("weekbericht/lezers/", weekly.name_reader, name="weekly_name"),
    path("weekbericht/lezers/<int:pk>/weg/", weekly.take_off, name="weekly_take_off"),
    path("weekbericht/<int:pk>/opnieuw/", weekly.again, name="weekly_again"),
    path("weekbericht/ik/", weekly.choose, name="weekly_choose"),
    path("weekbericht/stop/<str:token>/", weekly.stop, name="weekly_stop"),
    path("weekbericht/ja/<str:token>/", weekly.agree, name="weekly_agree"),
    path("vast/", exports.page, name="exports"),
    path("vast/nieuw/", exports.new, name="export_new"),
    path("vast/<int:pk>/stop/", exports.stop, name="export_stop"),
    path("vast/bestand/<int:pk>/", exports.file, name="export_file"),
    path("vast/bestand/<int:pk>/opnieuw/", exports.again, name="export_again"),
    path("muur/", wall.page, name="screens"),
    path("muur/beeld/", wall.look, name="wall_look"),
    path("muur/nieuw/", wall.hang, name="wall_hang"),
    path("muur/<int:pk>/adres/", wall.renew, name="wall_renew"),
    path("muur/<int:pk>/weg/", wall.take_down, name="wall_take_down"),
    path("muur/scherm/<str:secret>/", wall.wall, name="wall"),
]
