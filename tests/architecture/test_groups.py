"""Tests of a group stay in one worker process: together they need one marketplace, and one after the other."""

import pytest

pytestmark = pytest.mark.xdist_group("here")


def test_a_group_is_known_to_whoever_deals_out_the_tests(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("tests are not dealt out by groups")

    assert request.node.nodeid.endswith("@here")
