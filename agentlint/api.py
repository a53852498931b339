"""The one module that a rule may import: stable names for rules of this project and of plugins (`API_VERSION`)."""

from agentlint.diagnostic import Applicability, Diagnostic, Edit, Fix, Related, Severity
from agentlint.hosts.catalog import HOSTS, KINDS, TOOL_LISTS
from agentlint.hosts.keys import KeyVerdict, host_reads, judge_key
from agentlint.hosts.model import Field, FileKind, Host, Limit, Tool, ToolList
from agentlint.hosts.reading import Outcome, Reading
from agentlint.hosts.spelling import closest
from agentlint.hosts.tools import Resolution, ToolFate, ToolListing, ToolRef, resolve
from agentlint.hosts.values import ValueFault, judge_value
from agentlint.lint.file import File
from agentlint.lint.overview import Budget, Tie
from agentlint.lint.rule import API_VERSION, ProjectRule, Rule
from agentlint.lint.tool_lists import JudgedList, host_of_list
from agentlint.patterns import lazy_pattern
from agentlint.project.facts import ProjectFacts
from agentlint.project.paths import ProjectPaths
from agentlint.project.roster import Roster, RosterEntry
from agentlint.records import record
from agentlint.source import Location, Position, Range, Source, Span
from agentlint.syntax.document import Document
from agentlint.syntax.examples import (
    Example,
    Examples,
    Problem,
    Replacement,
    Transcript,
    Turn,
    find_examples,
    without_examples,
)
from agentlint.syntax.markdown import Block, Body, Section, inline_code
from agentlint.syntax.nodes import (
    Alias,
    Broken,
    Cause,
    Entry,
    Frontmatter,
    Repair,
    Scalar,
    ScalarStyle,
    YamlMapping,
    YamlSequence,
)
from agentlint.syntax.outline import Fence, Outline, OutlineHeading, outline
from agentlint.syntax.tags import Tag, find_tags
from agentlint.syntax.views import TextView, description_view

__all__ = [
    "API_VERSION",
    "HOSTS",
    "KINDS",
    "TOOL_LISTS",
    "Alias",
    "Applicability",
    "Block",
    "Body",
    "Broken",
    "Budget",
    "Cause",
    "Diagnostic",
    "Document",
    "Edit",
    "Entry",
    "Example",
    "Examples",
    "Fence",
    "Field",
    "File",
    "FileKind",
    "Fix",
    "Frontmatter",
    "Host",
    "JudgedList",
    "KeyVerdict",
    "Limit",
    "Location",
    "Outcome",
    "Outline",
    "OutlineHeading",
    "Position",
    "Problem",
    "ProjectFacts",
    "ProjectPaths",
    "ProjectRule",
    "Range",
    "Reading",
    "Related",
    "Repair",
    "Replacement",
    "Resolution",
    "Roster",
    "RosterEntry",
    "Rule",
    "Scalar",
    "ScalarStyle",
    "Section",
    "Severity",
    "Source",
    "Span",
    "Tag",
    "TextView",
    "Tie",
    "Tool",
    "ToolFate",
    "ToolList",
    "ToolListing",
    "ToolRef",
    "Transcript",
    "Turn",
    "ValueFault",
    "YamlMapping",
    "YamlSequence",
    "closest",
    "description_view",
    "find_examples",
    "find_tags",
    "host_of_list",
    "host_reads",
    "inline_code",
    "judge_key",
    "judge_value",
    "lazy_pattern",
    "outline",
    "record",
    "resolve",
    "without_examples",
]
