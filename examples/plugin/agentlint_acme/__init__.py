"""The rules of Acme: a rule set for agentlint."""

from agentlint_acme.old_wiki.rule import OldWiki
from agentlint_acme.shared_color.rule import SharedColor

AGENTLINT_API = 1
"""The version of `agentlint.api` that these rules are written for."""

RULES = (OldWiki, SharedColor)
