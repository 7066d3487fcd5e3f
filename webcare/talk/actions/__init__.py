from webcare.talk.actions.complaints import agree, confirm, put_off, register, settle
from webcare.talk.actions.compliments import pick, safe, take_off
from webcare.talk.actions.ideas import Followed, follow
from webcare.talk.actions.questions import mark

__all__ = [
    "Followed",
    "agree",
    "confirm",
    "follow",
    "mark",
    "pick",
    "put_off",
    "register",
    "safe",
    "settle",
    "take_off",
]
