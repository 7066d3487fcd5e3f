"""What colleagues fill in on a conversation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from connectors.base import ANSWERS, Capability, MediaKind
from inbox.actions.asking_after import DAYS
from inbox.actions.forwarding.along import EVERYTHING, Along
from inbox.actions.writing import Words
from inbox.colleagues.absence import colleagues
from inbox.models import Attachment, Draft, Message, Seen
from routing.models import Department, Kind, Subject

if TYPE_CHECKING:
    from webcare.models import User

LONGEST_DRAFT = 50_000
LONGEST_AGE = 30 * 24 * 3600  # seconds
MOST = 2**63 - 1


class ReplyForm(forms.Form):
    """``key`` makes a second click the same answer.

    ``version`` and ``proposal`` are those of the conversation, and the newest proposal, that were
    shown when the writing began. ``way`` is how the answer goes, ``split`` that a long one may go
    in parts, ``canned`` the canned answer that it began with. Attachments come as ``media`` and
    ``alt-<number>`` in the request.
    """

    text = forms.CharField(
        label=_("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    way = forms.ChoiceField(
        required=False, choices=[("", ""), *((way.value, way.value) for way in ANSWERS)]
    )
    split = forms.BooleanField(label=_("Spread over several messages"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    proposal = forms.IntegerField(widget=forms.HiddenInput, required=False)
    canned = forms.IntegerField(widget=forms.HiddenInput({"data-along": ""}), required=False)
    ask_after = forms.TypedChoiceField(
        choices=[("", ""), *((days, days) for days in DAYS)],
        coerce=int,
        empty_value=None,
        required=False,
    )

    @property
    def asked_after(self) -> int | None:
        """After how many days it is asked whether it is solved, as far as it was filled in."""
        chosen = str(self["ask_after"].value() or "")
        return int(chosen) if chosen.isdecimal() else None

    @property
    def chosen_way(self) -> Capability | None:
        """None when nobody chose."""
        chosen = self.cleaned_data.get("way")
        return Capability(chosen) if chosen else None

    @property
    def knowing(self) -> dict[str, Any]:
        """What the writer saw, the number of this answer, and what it began with."""
        names = ("key", "version", "proposal", "canned")
        return {name: self.cleaned_data[name] for name in names}


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    page = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class HandOverForm(forms.Form):
    """To which colleague, and why. Who is there now comes first."""

    to = forms.ModelChoiceField(label=_("To whom?"), queryset=Seen.objects.none())
    why = forms.CharField(label=_("Why?"), max_length=500, help_text=_("One sentence will do."))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "hand-over-%s", **kwargs})
        to: Any = self.fields["to"]
        to.queryset = colleagues(by)
        to.widget.attrs["autofocus"] = True
        to.label_from_instance = _named


class HandOverSeveralForm(HandOverForm):
    """The same for what is selected: one sentence for all, or none."""

    why = forms.CharField(
        label=_("Why?"), max_length=500, required=False, help_text=_("May stay empty.")
    )


def _named(colleague: Any) -> str:
    there = gettext("here now") if colleague.is_there else gettext("not here now")
    return f"{colleague} ({there})"


class DraftForm(forms.Form):
    """What a page saves of the words in its form: that of an answer, of a note, or of a question
    for a department, as it stands.

    See ``inbox.actions.Words``. ``over`` comes in the address; ``age`` is in seconds.
    """

    mode = forms.ChoiceField(choices=Draft.Mode.choices)
    text = forms.CharField(required=False, strip=False, max_length=LONGEST_DRAFT)
    key = forms.UUIDField()
    number = forms.IntegerField(min_value=0, max_value=MOST)
    way = forms.CharField(required=False, max_length=20)
    over = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    version = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    age = forms.FloatField(required=False, min_value=0, max_value=LONGEST_AGE)
    aside = forms.CharField(required=False, strip=False, max_length=LONGEST_DRAFT)

    def __init__(self, data: dict[str, str]) -> None:
        if data["mode"] == Draft.Mode.NOTE:
            page, text = data.get("note-page", ""), data.get("note-text", "")
            data = {**data, "key": page, "text": text}
        elif data["mode"] == Draft.Mode.REFER:
            asked = {"key": "page", "text": "question", "way": "department", "version": "version"}
            data |= {name: data.get(f"refer-{field}", "") for name, field in asked.items()}
        super().__init__(data)

    @property
    def words(self) -> Words:
        given = self.cleaned_data
        return Words(
            mode=given["mode"],
            text=given["text"].replace("\r\n", "\n"),
            page=given["key"],
            number=given["number"],
            way=given["way"],
            over=given["over"] or 0,
            version=given["version"] or 0,
            age=timedelta(seconds=given["age"] or 0),
            aside=given["aside"].replace("\r\n", "\n") if "aside" in self.data else None,
        )


class ReferForm(forms.Form):
    """A question for a department.

    ``complete`` says that the form had all these fields: without it everything goes along, without
    names. ``said`` are the messages that can go along.
    """

    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.filter(active=True),
        empty_label=_("Choose a department"),
    )
    question = forms.CharField(
        label=_("What should the department answer?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    subject = forms.ModelChoiceField(
        label=_("Subject"), queryset=Subject.objects.all(), required=False
    )
    deadline = forms.DateTimeField(
        label=_("Another moment"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    messages = forms.MultipleChoiceField(required=False)
    pictures = forms.BooleanField(label=_("Send the pictures along"), required=False)
    redact = forms.BooleanField(
        label=_("Leave out names, user names and numbers"), required=False, initial=True
    )
    complete = forms.BooleanField(required=False)
    version = forms.IntegerField(required=False)
    page = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(
        self,
        *args: Any,
        said: Sequence[Message] = (),
        departments: Iterable[Department] | None = None,
        **kwargs: Any,
    ) -> None:
        """``departments``: those to choose from, where they are at hand."""
        super().__init__(*args, **{"prefix": "refer", **kwargs})
        if departments is not None:
            offered: Any = self.fields["department"]
            named = [(row.pk, str(row)) for row in departments]
            offered.choices = [("", offered.empty_label), *named]
        self.said = [message for message in said if not message.deleted_at]
        choices: Any = self.fields["messages"]
        choices.choices = [(str(message.pk), str(message.pk)) for message in self.said]

    def clean_subject(self) -> Subject | None:
        """That of a department that is no longer chosen is dropped."""
        subject: Subject | None = self.cleaned_data.get("subject")
        department = self.cleaned_data.get("department")
        return subject if subject and subject.department == department else None

    @property
    def along(self) -> Along:
        """What goes along, as far as it was filled in."""
        given = getattr(self, "cleaned_data", {})
        if not given.get("complete"):
            return EVERYTHING
        chosen = frozenset(int(pk) for pk in given.get("messages", ()))
        return Along(chosen, given.get("pictures", False), given.get("redact", True))

    @property
    def chosen(self) -> set[int]:
        """Which messages go along, to show."""
        wanted = self.along.messages
        return {message.pk for message in self.said} if wanted is None else set(wanted)

    @property
    def has_pictures(self) -> bool:
        """Whether there is anything to choose; of messages whose attachments were fetched."""
        return any(
            one.kind == MediaKind.IMAGE.value and one.state == Attachment.State.KEPT
            for message in self.said
            if message.incoming
            for one in message.attachments.all()
        )


class TellForm(forms.Form):
    """Words of the webcare team for the department that has the question."""

    text = forms.CharField(
        label=_("To the department"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "tell", **kwargs})


class SortForm(forms.Form):
    """Overruling the routing."""

    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.filter(active=True),
        required=False,
        empty_label=_("None yet"),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Not chosen")), *Kind.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "sort-%s", **kwargs})
        for name in self.fields:
            self.fields[name].widget.attrs["form"] = "sort"
