from django.urls import path

from connectors.views import apps, channel, channels, connecting

urlpatterns = [
    path("", channels.channels, name="channels"),
    path("arrivals/<int:pk>/again/", channels.read_again, name="read_again"),
    path("arrivals/<int:pk>/put-away/", channels.put_away, name="put_away"),
    path("apps/<int:pk>/", apps.app, name="app"),
    path("apps/new/<slug:kind>/", apps.add_app, name="add_app"),
    path("koppelen/", connecting.connect, name="connect"),
    path("koppelen/verder/", connecting.onward, name="connect_onward"),
    path("koppelen/terug/", connecting.come_back, name="connect_return"),
    path("koppelen/kiezen/", connecting.choose, name="connect_choose"),
    path("koppelen/<int:pk>/<slug:login>/", connecting.begin, name="connect_begin"),
    path("<int:pk>/", channel.channel, name="channel"),
    path("<int:pk>/check/", channel.check, name="check_channel"),
    path("<int:pk>/webhooks/", channel.webhooks, name="repair_webhooks"),
    path("<int:pk>/again/", channel.read_all_again, name="read_all_again"),
    path("<int:pk>/look-ups/", channel.look_up_again, name="look_up_again"),
    path("<int:pk>/settings/", channel.set_up, name="set_up_channel"),
]
