"""The streets and neighbourhoods of the municipality."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from routing.learning.examples import AT_ONCE, Loaded
from routing.models import Place
from routing.places import read_places


@transaction.atomic
def load_places(lines: Iterable[str]) -> Loaded:
    """The places of a CSV file take the place of all others. Raises BadPlaces."""
    found = {(row.street, row.neighbourhood, row.district): row for row in read_places(lines)}
    replaced, _each = Place.objects.all().delete()
    Place.objects.bulk_create(
        (
            Place(
                street=row.street,
                neighbourhood=row.neighbourhood,
                district=row.district,
                latitude=row.latitude,
                longitude=row.longitude,
            )
            for row in found.values()
        ),
        batch_size=AT_ONCE,
    )
    return Loaded(len(found), replaced)
