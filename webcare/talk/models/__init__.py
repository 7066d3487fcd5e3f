from webcare.talk.models.heard import Behind, Finding, Heard

__all__ = ["Behind", "Finding", "Heard"]
