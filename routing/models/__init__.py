"""Departments and their questions, and everything that decides where a message goes."""

from routing.models.deliveries import Delivery
from routing.models.departments import Absence, CannedAnswer, Department, Kind, Subject
from routing.models.learning import Attempt, Example, Product, Sentiment, Trained
from routing.models.mail import Letter, MailRun, Told
from routing.models.places import Place
from routing.models.promises import Agreement, ResponseNorm, ServiceHours
from routing.models.referrals import (
    Answer,
    Concept,
    Enclosure,
    Invitation,
    Referral,
    Remark,
    Source,
    new_token,
)
from routing.models.rules import Condition, Rule, RuleVersion

__all__ = [
    "Absence",
    "Agreement",
    "Answer",
    "Attempt",
    "CannedAnswer",
    "Concept",
    "Condition",
    "Delivery",
    "Department",
    "Enclosure",
    "Example",
    "Invitation",
    "Kind",
    "Letter",
    "MailRun",
    "Place",
    "Product",
    "Referral",
    "Remark",
    "ResponseNorm",
    "Rule",
    "RuleVersion",
    "Sentiment",
    "ServiceHours",
    "Source",
    "Subject",
    "Told",
    "Trained",
    "new_token",
]
