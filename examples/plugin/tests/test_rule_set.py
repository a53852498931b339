"""The set as a whole; `cases.md` has the tests of each rule."""

import agentlint_acme

from agentlint.testing import rule_set_problems


def test_every_rule_can_be_used() -> None:
    """No rule is malformed, and all belong to the set."""
    assert rule_set_problems(agentlint_acme, "acme") == ()
