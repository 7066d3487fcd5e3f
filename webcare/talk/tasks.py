"""Work for what the town talks about, in the background."""

from celery import shared_task

from webcare.failing import Work, noted
from webcare.talk import asking, finding, keeping


@shared_task
def keep_talk() -> None:
    keeping.keep_up()


@shared_task
def find_talk() -> None:
    with noted(Work.FINDING):
        finding.find()


@shared_task
def find_season_of_talk() -> None:
    with noted(Work.SEASON):
        finding.find_season()


@shared_task
def ask_talk() -> None:
    with noted(Work.ASKING):
        asking.ask()


@shared_task
def forget_rare_talk() -> None:
    with noted(Work.RARE):
        keeping.forget_rare()
