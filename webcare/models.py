from django.contrib.auth.models import AbstractUser

from webcare.preferences.columns import Preferences


class User(AbstractUser, Preferences):
    """Someone who works here. What they may do is in their roles: see ``webcare.roles``."""

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        words = str(self).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
