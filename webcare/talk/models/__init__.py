from webcare.talk.models.complaint import Complaint
from webcare.talk.models.heard import Behind, Finding, Heard
from webcare.talk.models.idea import Idea
from webcare.talk.models.outline import Outline
from webcare.talk.models.praise import Praise
from webcare.talk.models.question import Asking, Question

__all__ = [
    "Asking",
    "Behind",
    "Complaint",
    "Finding",
    "Heard",
    "Idea",
    "Outline",
    "Praise",
    "Question",
]
