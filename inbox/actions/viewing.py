"""Queues with a name: kept, changed, thrown away, and begun with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from inbox.models import BeginsWith, SavedView
from inbox.refusals import Refused

if TYPE_CHECKING:
    from webcare.models import User

MOST_VIEWS = 30  # of one person, and for everybody; each is counted
LONGEST_QUERY = 4000


def keep_view(name: str, query: str, by: User, *, shared: bool = False) -> SavedView:
    """Give this queue a name. Raises Refused without one, for a name that is taken, for one too
    many, and for a view for everybody of who may not make these."""
    if shared and not by.has_perm("inbox.share_view"):
        raise Refused(_("Only a team lead or an administrator makes views for everybody."))
    if len(query) > LONGEST_QUERY:
        raise Refused(_("This search is too long to keep."))
    owner = None if shared else by
    if SavedView.objects.filter(owner=owner).count() >= MOST_VIEWS:
        raise Refused(_("There are enough views. Throw one away first."))
    return _kept(SavedView(name=name, query=query, owner=owner))


def change_view(view: SavedView, name: str, order: int, by: User) -> SavedView:
    """Give it another name or place. Raises Refused as ``keep_view`` does."""
    _may_change(view, by)
    view.name, view.order = name, order
    return _kept(view)


def drop_view(view: SavedView, by: User) -> None:
    """Throw it away, for everybody who has it. Raises Refused for one that is not theirs."""
    _may_change(view, by)
    view.delete()


@transaction.atomic
def begin_with(view: SavedView | None, by: User) -> None:
    """Let the inbox begin with this view for them; None for who waits longest. Raises Refused."""
    if view is None:
        BeginsWith.objects.filter(user=by).delete()
        return
    if not SavedView.objects.offered_to(by).filter(pk=view.pk).exists():
        raise Refused(_("This view is somebody else's."))
    BeginsWith.objects.update_or_create(user=by, defaults={"view": view})


def _may_change(view: SavedView, by: User) -> None:
    if not SavedView.objects.changeable_by(by).filter(pk=view.pk).exists():
        raise Refused(_("This view is somebody else's."))


def _kept(view: SavedView) -> SavedView:
    view.name = " ".join(view.name.split())
    if not view.name:
        raise Refused(_("Give the view a name."))
    if len(view.name) > 40:
        raise Refused(_("Give the view a shorter name."))
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Refused(_("There is a view with this name already.")) from error
    return view
