"""Who looks after a department, and who works at another: fixtures, with the roles as shipped.

A test module takes them by name: ``karin, sem = neighbours.karin, neighbours.sem``.
"""

from __future__ import annotations

import pytest

from routing.models import Department
from tests.factories import DepartmentFactory, person
from webcare.models import User


@pytest.fixture
def karin(openbare_ruimte: Department) -> User:
    """She looks after Openbare Ruimte and answers there."""
    karin = person("karin", "Karin", "Post", "Department manager")
    openbare_ruimte.members.add(karin)
    return karin


@pytest.fixture
def zorg(db: None) -> Department:
    made: Department = DepartmentFactory(slug="zorg-jeugd", name="Zorg & Jeugd")
    return made


@pytest.fixture
def sem(zorg: Department) -> User:
    sem = person("sem", "Sem", "Dijk", "Official")
    zorg.members.add(sem)
    return sem


@pytest.fixture
def piet(zorg: Department) -> User:
    """He looks after the other department."""
    piet = person("piet", "Piet", "Bos", "Department manager")
    zorg.members.add(piet)
    return piet
