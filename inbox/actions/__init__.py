"""Everything a colleague can do with a conversation. Screens, API, tasks and tests call these.

Each action locks the conversation, changes it, appends an Event in the same transaction and
rings after commit. What cannot be done raises Refused, with a sentence for the screen.
"""

from inbox.actions.acting import act, can
from inbox.actions.answering import by_hand, reply
from inbox.actions.answering_together import (
    adapted,
    approve_together,
    send_together,
    write_together,
)
from inbox.actions.approving import approve, send_back, take_back
from inbox.actions.asking_after import ask_after, do_not_ask_after
from inbox.actions.bundling import finish_bundle, gather, rename_bundle, take_out
from inbox.actions.claiming import claim, give_back, hand_over, release
from inbox.actions.closing import SPAM, close, reopen
from inbox.actions.deciding import confirm, drop, retry, rewrite, take_by_hand
from inbox.actions.drafting import check_text
from inbox.actions.forwarding import (
    MOST_HAND_BACKS,
    Along,
    Package,
    mail_again,
    note_taken_up,
    pack,
    past_too_many_desks,
    refer,
    refer_onward,
    relay,
    sayable,
    take_answer,
    take_as_hand_back,
    take_remark,
    tell_department,
    withdraw,
)
from inbox.actions.labelling import label, unlabel
from inbox.actions.linking import link, unlink
from inbox.actions.listening import (
    Plan,
    agree,
    check_plan,
    end_searches,
    save_search,
    switch_off,
    switch_on,
)
from inbox.actions.noting import mentionable, note, out_of_reach, read_mentions
from inbox.actions.pledging import pledge, settle_pledge
from inbox.actions.restraining import lift, measures_for, restrain
from inbox.actions.snoozing import snooze, wake
from inbox.actions.sorting import calm, choose_department, choose_kind
from inbox.actions.taking_in import GONE, bring_back, dismiss, take_in
from inbox.actions.viewing import begin_with, change_view, drop_view, keep_view
from inbox.actions.writing import Words, discard_draft, forget_drafts, save_draft
from inbox.searches.people import MOST_DAYS_OF_A_PERSON

__all__ = [
    "GONE",
    "MOST_DAYS_OF_A_PERSON",
    "MOST_HAND_BACKS",
    "SPAM",
    "Along",
    "Package",
    "Plan",
    "Words",
    "act",
    "adapted",
    "agree",
    "approve",
    "approve_together",
    "ask_after",
    "begin_with",
    "bring_back",
    "by_hand",
    "calm",
    "can",
    "change_view",
    "check_plan",
    "check_text",
    "choose_department",
    "choose_kind",
    "claim",
    "close",
    "confirm",
    "discard_draft",
    "dismiss",
    "do_not_ask_after",
    "drop",
    "drop_view",
    "end_searches",
    "finish_bundle",
    "forget_drafts",
    "gather",
    "give_back",
    "hand_over",
    "keep_view",
    "label",
    "lift",
    "link",
    "mail_again",
    "measures_for",
    "mentionable",
    "note",
    "note_taken_up",
    "out_of_reach",
    "pack",
    "past_too_many_desks",
    "pledge",
    "read_mentions",
    "refer",
    "refer_onward",
    "relay",
    "release",
    "rename_bundle",
    "reopen",
    "reply",
    "restrain",
    "retry",
    "rewrite",
    "save_draft",
    "save_search",
    "sayable",
    "send_back",
    "send_together",
    "settle_pledge",
    "snooze",
    "switch_off",
    "switch_on",
    "take_answer",
    "take_as_hand_back",
    "take_back",
    "take_by_hand",
    "take_in",
    "take_out",
    "take_remark",
    "tell_department",
    "unlabel",
    "unlink",
    "wake",
    "withdraw",
    "write_together",
]
