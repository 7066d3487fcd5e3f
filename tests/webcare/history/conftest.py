from tests.history import small_past

__all__ = ["small_past"]
