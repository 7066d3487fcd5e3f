from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path

from connectors import hooks
from inbox.views import attachments
from webcare import health, installable, shell
from webcare.explaining.views import explained
from webcare.preferences.views import choose_language

urlpatterns = [
    path("", shell.home, name="home"),
    path("inbox/", include("inbox.urls.together")),
    path("inbox/weergaven/", include("inbox.urls.find")),
    path("inbox/", include("inbox.urls.approve")),
    path("inbox/", include("inbox.urls")),
    path("inwoners/", include("inbox.urls.person")),
    path("", include("inbox.urls.words")),
    path("", include("inbox.urls.follow_up")),
    path("vragen/", include("routing.urls")),
    path("regels/", include("routing.urls_rules")),
    path("afdelingen/", include("routing.urls_departments")),
    path("leren/", include("routing.urls_learning")),
    path("", include("routing.urls_mail")),
    path("bijlagen/<str:token>/", attachments.public_attachment, name="public_attachment"),
    path("normen/", include("inbox.urls.promises")),
    path("labels/", include("inbox.urls.labels")),
    path("bundels/", include("inbox.urls.bundle")),
    path("rapporten/", include("webcare.reports.urls")),
    path("onderwerpen/", include("webcare.talk.urls")),
    path("crisis/", include("inbox.urls.crisis")),
    path("vier-ogen/", include("inbox.urls.four_eyes")),
    path("meekijken/", include("inbox.urls.visiting")),
    path("doorzettingen/", include("inbox.urls.reports")),
    path("luisteren/", include("inbox.urls.listening")),
    path("meldingen/", include("inbox.urls.everywhere")),
    path("signalen/", include("webcare.warnings.urls")),
    path("kanalen/", include("connectors.urls")),
    path("hooks/<uuid:key>/", hooks.webhook, name="webhook"),
    path("api/", include("inbox.api.urls")),
    path("inzicht/", shell.insight, name="insight"),
    path("cijfers/", include("webcare.dashboards.urls")),
    path("instellingen/", shell.settings_page, name="settings"),
    path("voorkeuren/", include("webcare.preferences.urls")),
    path("uitleg/", explained, name="explained"),
    path("rondleiding/", include("webcare.tour.urls")),
    path("admin/login/", shell.admin_entrance),
    path("admin/", admin.site.urls),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("login/password/", account.password_change, name="account_change_password"),
    path("login/again/", account.reauthenticate, name="account_reauthenticate"),
    path("login/locked/", account.account_inactive, name="account_inactive"),
    path("taal/", choose_language, name="set_language"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("sw.js", installable.worker, name="worker"),
    path("offline/", installable.offline, name="offline"),
    path("healthz", health.healthz, name="healthz"),
]

# A page that is not yours does not exist: PermissionDenied answers 404 too.
handler403 = shell.not_found
handler404 = shell.not_found
