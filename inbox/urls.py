from django.urls import path, re_path

from inbox.views import answering, attachments, forwarding, labels, live, screen, sorting, work

urlpatterns = [
    path("", screen.inbox, name="inbox"),
    path("live/", live.live, name="live"),
    path("bijlagen/<int:pk>/", attachments.attachment, name="attachment"),
    path("bijlagen/<int:pk>/thumb/", attachments.thumbnail, name="thumbnail"),
    path("<int:pk>/", screen.conversation, name="conversation"),
    path("<int:pk>/claim/", work.claim, name="claim"),
    path("<int:pk>/release/", work.release, name="release"),
    path("<int:pk>/close/", work.close, name="close"),
    path("<int:pk>/reopen/", work.reopen, name="reopen"),
    path("<int:pk>/reply/", answering.reply, name="reply"),
    path("<int:pk>/count/", answering.count, name="count"),
    path("<int:pk>/attach/", answering.attach, name="attach"),
    path("<int:pk>/attach/<int:attachment>/remove/", answering.detach, name="detach"),
    path(
        "<int:pk>/attachments/<int:attachment>/fetch/",
        attachments.fetch_again,
        name="fetch_again",
    ),
    re_path(
        r"^(?P<pk>\d{1,18})/messages/(?P<message>\d{1,18})/(?P<act>hide|like|delete)/$",
        answering.act,
        name="act",
    ),
    path("<int:pk>/note/", work.note, name="note"),
    path("<int:pk>/refer/", forwarding.refer, name="refer"),
    path("<int:pk>/refer/preview/", forwarding.preview, name="refer_preview"),
    path("<int:pk>/refer/onward/<int:forwarding>/", forwarding.refer_onward, name="refer_onward"),
    path("<int:pk>/withdraw/<int:forwarding>/", forwarding.withdraw, name="withdraw"),
    path("<int:pk>/tell/<int:forwarding>/", forwarding.tell, name="tell"),
    path("<int:pk>/mail-again/<int:forwarding>/", forwarding.mail_again, name="mail_again"),
    path("<int:pk>/given-back/<int:forwarding>/", forwarding.as_given_back, name="as_given_back"),
    path("<int:pk>/files/<int:enclosure>/", forwarding.file, name="department_file"),
    path("<int:pk>/files/<int:enclosure>/along/", forwarding.take_along, name="take_along"),
    path("<int:pk>/labels/", labels.choose, name="choose_labels"),
    path("<int:pk>/sort/", sorting.sort, name="sort"),
    path("<int:pk>/calm/", sorting.calm, name="calm"),
    re_path(
        r"^(?P<pk>\d{1,18})/answers/(?P<outbound>\d{1,18})/(?P<what>retry|drop|confirm|by-hand)/$",
        answering.sending,
        name="sending",
    ),
]
