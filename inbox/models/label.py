"""Words that colleagues put on conversations, to find them again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class Label(models.Model):
    """A word on conversations (label).

    colour   of a small fixed set that can be told apart in the light and in the dark; the word
             itself always stands beside it
    active   whether it can still be put on; what has it keeps it
    order    what comes first where one is chosen
    """

    class Colour(models.TextChoices):
        GREY = "grey", _("grey")
        BLUE = "blue", _("blue")
        TEAL = "teal", _("teal")
        GREEN = "green", _("green")
        OCHRE = "ochre", _("ochre")
        BROWN = "brown", _("brown")
        PINK = "pink", _("pink")
        PURPLE = "purple", _("purple")

    name = models.CharField(
        _("Name"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("There is a label with this name already.")},
    )
    slug = models.SlugField(max_length=50, unique=True, editable=False)
    colour = models.CharField(
        _("Colour"), max_length=10, choices=Colour.choices, default=Colour.GREY
    )
    active = models.BooleanField(_("Can be put on"), default=True)
    order = models.PositiveSmallIntegerField(_("Order"), default=100)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering: ClassVar = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """The slug stays what it was made of: addresses and searches hold it."""
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def _free_slug(self) -> str:
        slug = slugify(self.name)[:40] or "label"
        taken = set(Label.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
        numbers = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
        return slug if slug not in taken else next(one for one in numbers if one not in taken)
