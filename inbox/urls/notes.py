from django.urls import path

from inbox.views import notes

urlpatterns = [
    path("<int:pk>/note/", notes.note, name="note"),
    path("<int:pk>/note/people/", notes.people, name="note_people"),
    path("<int:pk>/note/attach/", notes.attach, name="attach_to_note"),
    path("<int:pk>/note/attach/<int:attachment>/remove/", notes.detach, name="detach_from_note"),
    path("genoemd/", notes.mentions, name="mentions"),
    path("genoemd/gelezen/", notes.read_mentions, name="read_mentions"),
]
