"""The shared inbox: who wrote, what was said, what we answered, and all that happened."""

from inbox.models.alarm import Alarm
from inbox.models.bundle import Bundle, BundleAnswer, Bundled, Delivery, bundle_of
from inbox.models.canned import Canned, CannedVersion
from inbox.models.citizens import Pledge, SamePerson
from inbox.models.conversation import Conversation
from inbox.models.crisis import (
    Crisis,
    CrisisHelper,
    CrisisLine,
    CrisisNote,
    CrisisReading,
)
from inbox.models.draft import Draft
from inbox.models.follow_up import FollowUp, FollowUpText
from inbox.models.greeting import Greeting
from inbox.models.history import Event, Note
from inbox.models.hop import Hop
from inbox.models.label import Label
from inbox.models.listening import Find, Listened, Listening, Looked
from inbox.models.measure import Measure
from inbox.models.mention import Mention
from inbox.models.message import Attachment, Early, Message, Reaction
from inbox.models.people import Author, Post
from inbox.models.rude import RudeWords
from inbox.models.saved_view import BeginsWith, SavedView
from inbox.models.seen import Seen
from inbox.models.sending import Act, Forwarding, Outbound
from inbox.models.undo import Undo
from inbox.models.unmailed import Unmailed
from inbox.models.visit import Visit

__all__ = [
    "Act",
    "Alarm",
    "Attachment",
    "Author",
    "BeginsWith",
    "Bundle",
    "BundleAnswer",
    "Bundled",
    "Canned",
    "CannedVersion",
    "Conversation",
    "Crisis",
    "CrisisHelper",
    "CrisisLine",
    "CrisisNote",
    "CrisisReading",
    "Delivery",
    "Draft",
    "Early",
    "Event",
    "Find",
    "FollowUp",
    "FollowUpText",
    "Forwarding",
    "Greeting",
    "Hop",
    "Label",
    "Listened",
    "Listening",
    "Looked",
    "Measure",
    "Mention",
    "Message",
    "Note",
    "Outbound",
    "Pledge",
    "Post",
    "Reaction",
    "RudeWords",
    "SamePerson",
    "SavedView",
    "Seen",
    "Undo",
    "Unmailed",
    "Visit",
    "bundle_of",
]
