from django.urls import path

from routing.views.departments import absences, beginning, hours, items, members, pages

CANNED, SUBJECT = {"what": "canned"}, {"what": "subject"}

urlpatterns = [
    path("", pages.departments, name="departments"),
    path("nieuw/", beginning.new, name="new_department"),
    path("afwezig/", absences.own, name="own_absence"),
    path("afwezig/<int:pk>/", absences.absence, name="absence"),
    path("afwezig/<int:pk>/end/", absences.end, name="end_absence"),
    path("<int:pk>/", pages.department, name="department"),
    path("<int:pk>/description/", pages.describe, name="describe_department"),
    path("<int:pk>/mailbox/", pages.mailbox, name="department_mailbox"),
    path("<int:pk>/mailbox/test/", pages.test_mail, name="department_test_mail"),
    path("<int:pk>/leden/add/", members.add, name="add_member"),
    path("<int:pk>/leden/<int:person>/remove/", members.remove, name="remove_member"),
    path("<int:pk>/leden/<int:person>/afwezig/", absences.of_member, name="member_absence"),
    path("<int:pk>/openingstijden/", hours.hours, name="department_hours"),
    path("<int:pk>/openingstijden/forget/", hours.forget, name="forget_department_hours"),
    path("<int:pk>/onderwerpen/nieuw/", items.new, SUBJECT, name="new_subject"),
    path("<int:pk>/onderwerpen/<int:item>/", items.change, SUBJECT, name="subject"),
    path("<int:pk>/onderwerpen/<int:item>/remove/", items.remove, SUBJECT, name="remove_subject"),
    path("<int:pk>/antwoorden/nieuw/", items.new, CANNED, name="new_canned"),
    path("<int:pk>/antwoorden/<int:item>/", items.change, CANNED, name="canned"),
    path("<int:pk>/antwoorden/<int:item>/remove/", items.remove, CANNED, name="remove_canned"),
]
