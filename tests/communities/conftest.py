"""Who is in the community of most tests: Leyla looks after it, and Nuria is a member."""

import pytest

from tests.factories.communities import community, member, person


@pytest.fixture
def leyla():
    return person("Leyla Haddad")


@pytest.fixture
def circle(leyla):
    return community(focal=leyla)


@pytest.fixture
def nuria(circle):
    return member(circle, "Nuria Salcedo")
