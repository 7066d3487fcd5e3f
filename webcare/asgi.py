import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from webcare.bodies import Limited
from webcare.threads import Kept

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webcare.settings")

application = Limited(Kept(get_asgi_application()), settings.MOST_BYTES_IN)
