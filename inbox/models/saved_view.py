"""Queues with a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def offered_to(self, user: User | AnonymousUser) -> SavedViewQuerySet:
        """Their own, and those for everybody; ``begins`` says with which one they begin."""
        begins = BeginsWith.objects.filter(view=OuterRef("pk"), user=user.pk)
        offered = self.filter(Q(owner=None) | Q(owner=user.pk))
        return offered.annotate(begins=Exists(begins))

    def changeable_by(self, user: User | AnonymousUser) -> SavedViewQuerySet:
        """Their own; and those for everybody, for who may make these."""
        theirs = Q(owner=user.pk)
        if user.has_perm("inbox.share_view"):
            theirs |= Q(owner=None)
        return self.filter(theirs)


class SavedView(models.Model):
    """A queue that was given a name (weergave).

    query   what the address of the queue asks for, such as "kind=klacht&q=bomen". It is read anew
            each time, so what it names may be gone by then; the screen says so.
    owner   whose it is; None when it is for everybody
    """

    name = models.CharField(_("Name"), max_length=40)
    query = models.TextField(max_length=4000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="saved_views"
    )
    order = models.PositiveSmallIntegerField(_("Order"), default=100)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        ordering: ClassVar = ["order", "name", "pk"]
        permissions: ClassVar = [("share_view", _("Can make views for everybody"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="inbox_saved_view_once",
                nulls_distinct=False,
                violation_error_message=_("There is a view with this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shared(self) -> bool:
        return self.owner_id is None


class BeginsWith(models.Model):
    """The view that somebody begins the day with."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="begins_with"
    )
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"
