"""A search as a lead fills it in: words of no platform."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.base import Wanted
from connectors.models import Account, Search
from inbox.actions import Plan
from inbox.models import Listening
from inbox.searches import people
from routing.models import Department

MOST_WORDS, LONGEST_WORD = 40, 80
FARTHEST = timedelta(days=3 * 366)
_BETWEEN = re.compile(r"[,;\n]")
BY_COMMAS = gettext_lazy("Separate them by commas. Words that belong together stay together.")


class Words(forms.CharField):
    """Words by commas, as a tuple."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=1000, **more)

    def clean(self, value: Any) -> tuple[str, ...]:
        whole = super().clean(value)
        words = tuple(each for part in _BETWEEN.split(whole) if (each := " ".join(part.split())))
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(_("At most %(most)d.") % {"most": MOST_WORDS})
        if long := next((each for each in words if len(each) > LONGEST_WORD), ""):
            raise forms.ValidationError(_("“%(word)s” is too long.") % {"word": long[:30]})
        return words


class SearchForm(forms.Form):
    """What to listen to, where, for whom, how often and until when."""

    account = forms.ChoiceField(label=gettext_lazy("Channel"))
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("As colleagues see the search above what was found."),
    )
    words = Words(label=gettext_lazy("All of these words"), help_text=BY_COMMAS)
    one_of = Words(label=gettext_lazy("At least one of these"))
    places = Words(
        label=gettext_lazy("In one of these places"),
        help_text=gettext_lazy("Neighbourhoods or streets, as people write them."),
    )
    none_of = Words(label=gettext_lazy("None of these"))
    hashtag = forms.CharField(label=gettext_lazy("Hashtag"), max_length=100, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[
            ("", gettext_lazy("any")),
            ("nl", gettext_lazy("Dutch")),
            ("en", gettext_lazy("English")),
        ],
    )
    every = forms.TypedChoiceField(
        label=gettext_lazy("How often"), choices=Search.Every.choices, coerce=int
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Up to and including"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Left empty: until somebody switches the search off."),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=gettext_lazy("For the department"),
        required=False,
        empty_label=gettext_lazy("none in particular"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Needed for a search with a name or an account of a person in it."),
    )

    def __init__(self, accounts: Sequence[Account], data: Any = None, **more: Any) -> None:
        super().__init__(data, auto_id="search-%s", **more)
        self.accounts = {str(each.pk): each for each in accounts}
        channel: Any = self.fields["account"]
        channel.choices = [(key, str(each)) for key, each in self.accounts.items()]
        department: Any = self.fields["department"]
        department.queryset = Department.objects.order_by("name")

    def clean_ends_on(self) -> date | None:
        last: date | None = self.cleaned_data["ends_on"]
        if last and last > timezone.localdate() + FARTHEST:
            raise forms.ValidationError(_("At most three years ahead."))
        return last

    @property
    def channel(self) -> Account:
        return self.accounts[self.cleaned_data["account"]]

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            words=said["words"],
            one_of=said["one_of"],
            places=said["places"],
            none_of=said["none_of"],
            hashtag=said["hashtag"].strip().removeprefix("#"),
            language=said["language"],
        )

    def plan(self, query: str) -> Plan:
        """Looks up whether it names people."""
        said = self.cleaned_data
        return Plan(
            name=said["name"],
            query=query,
            wanted=asdict(self.wanted),
            every=said["every"],
            ends_at=_end_of(said["ends_on"]) if said["ends_on"] else None,
            reason=said["reason"],
            department=said["department"],
            person=", ".join(people.named(self.wanted))[:300],
        )


def initial(search: Search, listening: Listening | None) -> Mapping[str, Any]:
    """What the form of this search begins with."""
    wanted = search.wanted or {"words": [search.query]}
    joined = {name: ", ".join(wanted.get(name, ())) for name in ("words", "one_of")}
    joined |= {name: ", ".join(wanted.get(name, ())) for name in ("places", "none_of")}
    last = search.ends_at - timedelta(seconds=1) if search.ends_at else None
    return {
        **joined,
        "account": str(search.account_id),
        "name": search.name or search.query[:80],
        "hashtag": wanted.get("hashtag", ""),
        "language": wanted.get("language", ""),
        "every": search.every,
        "ends_on": timezone.localdate(last) if last else None,
        "department": listening.department_id if listening else None,
        "reason": listening.reason if listening else "",
    }


def _end_of(day: Any) -> datetime:
    """The midnight after it."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
