from django.urls import path

from routing.views import rule, rules

urlpatterns = [
    path("", rules.rules, name="rules"),
    path("nieuw/", rule.new_rule, name="new_rule"),
    path("check/", rule.check_condition, name="check_condition"),
    path("versies/<int:version>/restore/", rules.restore_rule, name="restore_rule"),
    path("<int:pk>/", rule.rule, name="rule"),
    path("<int:pk>/up/", rules.move_up, name="move_rule_up"),
    path("<int:pk>/down/", rules.move_down, name="move_rule_down"),
    path("<int:pk>/switch/", rules.switch_rule, name="switch_rule"),
    path("<int:pk>/remove/", rules.remove_rule, name="remove_rule"),
]
