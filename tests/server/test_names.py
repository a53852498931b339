"""Names of agents: definitions, references, and renaming through a fleet."""

from __future__ import annotations

import pytest

from agentlint.server import names
from agentlint.server.rename import RenameError, Renaming, prepare, rename
from tests.server.fleet import Fleet, agent

LEAD = ".claude/agents/lead.md"
LOOKOUT = ".claude/agents/lookout.md"


def crew(**texts: str) -> Fleet:
    """A small fleet; `lead` and `lookout` can be replaced."""
    files = {
        LEAD: agent(
            "lead", "Leads the crew.", "tools: Read, Agent(lookout, bosun)",
            body='Use the `lookout` agent for the horizon. Ask @agent-lookout.\n\nTask(subagent_type="lookout")',
        ),
        LOOKOUT: agent("lookout", "Watches the sea."),
        ".claude/agents/bosun.md": agent("bosun", "Keeps ropes. A lookout helps."),
        ".claude/commands/watch.md": "---\ndescription: Watch.\nagent: lookout\n---\n\nGo to the lookout on deck.\n",
        ".opencode/agent/mate.md": "---\ndescription: Helps.\nmode: subagent\n---\n\nHelp.\n",
        ".opencode/command/help.md": "---\ndescription: Help.\nagent: mate\n---\n\nHelp.\n",
    }  # fmt: skip
    paths = {"lead": LEAD, "lookout": LOOKOUT}
    files |= {paths.get(name, name): text for name, text in texts.items()}
    return Fleet(files)


def at(fleet: Fleet, path: str, word: str, nth: int = 0) -> tuple[object, int]:
    view = fleet.view(path)
    assert view is not None
    offset = -1
    for _ in range(nth + 1):
        offset = view.source.text.index(word, offset + 1)
    return view, offset


def after(renaming: Renaming) -> dict[str, str]:
    return {change.view.file.path: change.after.text for change in renaming.changes}


@pytest.mark.parametrize("nth", range(4))
def test_every_reference_leads_to_the_agent(nth: int) -> None:
    fleet = crew()
    view, offset = at(fleet, LEAD, "lookout", nth)
    assert [found.path for found in names.agents_at(view, offset)] == [f"/p/{LOOKOUT}"]
    assert [found.path for found in names.agents_at(view, offset + len("lookout"))] == [f"/p/{LOOKOUT}"]


def test_prose_that_holds_the_word_is_no_reference() -> None:
    fleet = crew()
    assert names.agents_at(*at(fleet, ".claude/agents/bosun.md", "lookout")) == ()
    assert names.agents_at(*at(fleet, ".claude/commands/watch.md", "lookout", 1)) == ()


@pytest.mark.parametrize(
    ("path", "text", "refers"),
    [
        (LEAD, "Use the lookout agent.", True),
        (LEAD, "Do not use the lookout agent here.", True),
        (LEAD, "The **lookout** subagent watches.", True),
        (LEAD, "You are the first lookout agent of this ship.", False),
        (LEAD, "The `lookout` specialist agent's word counts.", True),
        (LEAD, "Task(lookout)", True),
        (LEAD, 'Agent("lookout", "look")', True),
        (LEAD, 'Ask @"lookout (agent)".', True),
        (LEAD, "The lookout watches.", False),
        (LEAD, "The lookout's agent.", False),
        (LEAD, "See docs/lookout agent.", False),
        (LEAD, "The lookout agents/ folder.", False),
        (LEAD, "The lookout agent-like thing.", False),
        (LEAD, "mail@lookout", False),
        (LEAD, "A look-out agent.", False),
        (".opencode/agent/cook.md", "Ask @mate for it.", True),
        (".opencode/agent/cook.md", "Write to me@mate.", False),
        (".opencode/agent/cook.md", "The mate cooks.", False),
    ],
)
def test_what_refers_to_an_agent_that_is_there(path: str, text: str, refers: bool) -> None:
    body = agent("lead", body=text) if path == LEAD else f"---\ndescription: Cooks.\n---\n\n{text}\n"
    fleet = crew(**{path: body})
    word = "mate" if "mate" in text else "look"
    assert bool(names.agents_at(*at(fleet, path, word))) is refers


def test_references_of_an_agent() -> None:
    fleet = crew()
    view, offset = at(fleet, LOOKOUT, "lookout")
    found = [(m.view.file.path, m.form) for m in names.references(view, offset, declaration=True)]
    assert found[0] == (LOOKOUT, None)
    assert sorted(found[1:], key=str) == [
        (".claude/agents/lead.md", "call"), (".claude/agents/lead.md", "call"), (".claude/agents/lead.md", "header"),
        (".claude/agents/lead.md", "prose"), (".claude/commands/watch.md", "header"),
    ]  # fmt: skip
    assert len(list(names.references(view, offset, declaration=False))) == 5
    for mention in names.references(view, offset, declaration=True):
        assert mention.view.source.slice(mention.span) == "lookout"


def test_agents_that_the_path_names() -> None:
    fleet = crew()
    view, offset = at(fleet, ".opencode/command/help.md", "mate")
    (found,) = names.agents_at(view, offset)
    assert (found.path, found.span) == ("/p/.opencode/agent/mate.md", None)


def test_case_and_separators_do_not_matter_but_the_exact_name_wins() -> None:
    fleet = Fleet(
        {
            LEAD: agent("lead", body="Ask @agent-Code-Reader, then @agent-code_reader."),
            ".claude/agents/a.md": agent("code-reader"),
            ".claude/agents/b.md": agent("code_reader"),
        }
    )
    view, offset = at(fleet, LEAD, "Code-Reader")
    assert len(names.agents_at(view, offset)) == 2
    view, offset = at(fleet, LEAD, "code_reader")
    assert [found.path for found in names.agents_at(view, offset)] == ["/p/.claude/agents/b.md"]


def test_the_agent_of_the_own_host_and_the_nearest_one_win() -> None:
    fleet = Fleet(
        {
            ".claude/agents/reader.md": agent("reader"),
            ".claude/agents/lead.md": agent("lead", body="Ask @agent-reader."),
            "web/.claude/agents/reader.md": agent("reader"),
            "web/.claude/commands/go.md": "---\nagent: reader\n---\n\nGo.\n",
            ".gemini/agents/reader.md": agent("reader"),
        }
    )
    assert [f.path for f in names.agents_at(*at(fleet, ".claude/agents/lead.md", "reader"))] == [
        "/p/.claude/agents/reader.md"
    ]
    assert [f.path for f in names.agents_at(*at(fleet, "web/.claude/commands/go.md", "reader"))] == [
        "/p/web/.claude/agents/reader.md"
    ]


def test_search() -> None:
    assert [found.name for found in names.search(crew(), "lko")] == ["lookout"]
    assert len(list(names.search(crew(), ""))) >= 4


# Renaming


def test_rename_from_the_definition() -> None:
    fleet = crew()
    view, offset = at(fleet, LOOKOUT, "lookout")
    assert prepare(view, offset) is not None
    renaming = rename(view, offset, "sentry")
    assert renaming.move is None
    texts = after(renaming)
    assert texts[LOOKOUT].startswith("---\nname: sentry\n")
    assert texts[LEAD] == agent(
        "lead", "Leads the crew.", "tools: Read, Agent(sentry, bosun)",
        body='Use the `sentry` agent for the horizon. Ask @agent-sentry.\n\nTask(subagent_type="sentry")',
    )  # fmt: skip
    assert texts[".claude/commands/watch.md"] == (
        "---\ndescription: Watch.\nagent: sentry\n---\n\nGo to the lookout on deck.\n"
    )
    assert set(texts) == {LOOKOUT, LEAD, ".claude/commands/watch.md"}
    unsure = {change.view.file.path: len(change.unsure) for change in renaming.changes if change.unsure}
    assert unsure == {LEAD: 1}


@pytest.mark.parametrize("nth", range(4))
def test_rename_from_any_reference_does_the_same(nth: int) -> None:
    fleet = crew()
    wanted = after(rename(*at(fleet, LOOKOUT, "lookout"), "sentry"))
    view, offset = at(fleet, LEAD, "lookout", nth)
    span, name = prepare(view, offset) or (None, None)
    assert (span is not None and view.source.slice(span), name) == ("lookout", "lookout")
    assert after(rename(view, offset, "sentry")) == wanted


def test_rename_of_what_the_path_names_moves_the_file() -> None:
    fleet = crew()
    renaming = rename(*at(fleet, ".opencode/command/help.md", "mate"), "steward")
    assert renaming.move == ("/p/.opencode/agent/mate.md", "/p/.opencode/agent/steward.md")
    assert after(renaming) == {".opencode/command/help.md": "---\ndescription: Help.\nagent: steward\n---\n\nHelp.\n"}


@pytest.mark.parametrize(
    ("value", "renamed"),
    [
        ("lookout", "name: sentry"),
        ("'lookout'", "name: 'sentry'"),
        ('"lookout"', 'name: "sentry"'),
        ("lookout # eyes", "name: sentry # eyes"),
        (">\n  lookout", "name: >\n  sentry"),
    ],
)
def test_the_name_keeps_its_quotes_and_comments(value: str, renamed: str) -> None:
    fleet = crew(lookout=f"---\nname: {value}\ndescription: Watches the sea.\n---\n\nWatch.\n")
    texts = after(rename(*at(fleet, LEAD, "lookout"), "sentry"))
    assert renamed in texts[LOOKOUT]


def test_a_broken_header_is_renamed_all_the_same() -> None:
    fleet = crew(lookout="---\nname: lookout\ndescription: Watches: the sea\n---\n\nWatch.\n")
    texts = after(rename(*at(fleet, LEAD, "lookout"), "sentry"))
    assert texts[LOOKOUT].startswith("---\nname: sentry\ndescription: Watches: the sea\n")


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("bosun", "is called bosun already"),
        ("Bo-Sun", "is called bosun already"),
        ("general-purpose", "has a built-in agent"),
        ("Explore", "has a built-in agent"),
        ("", "letters, digits"),
        ("two words", "letters, digits"),
        ("a:b", "letters, digits"),
        ("-x", "letters, digits"),
        ("a, b", "letters, digits"),
        ("x\ny", "letters, digits"),
        ("true", "would not read true as a name"),
        ("12", "would not read 12 as a name"),
        ("null", "would not read null as a name"),
    ],
)
def test_names_that_will_not_do(new: str, reason: str) -> None:
    with pytest.raises(RenameError, match=reason):
        rename(*at(crew(), LOOKOUT, "lookout"), new)


def test_a_name_that_the_host_refuses() -> None:
    fleet = Fleet({".gemini/agents/a.md": agent("scout"), ".gemini/agents/b.md": agent("b")})
    with pytest.raises(RenameError, match="Gemini CLI refuses"):
        rename(*at(fleet, ".gemini/agents/a.md", "scout"), "Scöut")


def test_places_where_nothing_can_be_renamed() -> None:
    fleet = crew()
    for path, word in ((LEAD, "Leads"), (LEAD, "bosun)\n"), (".claude/agents/bosun.md", "lookout")):
        view, offset = at(fleet, path, word)
        if word == "bosun)\n":
            assert prepare(view, offset) is not None
            continue
        assert prepare(view, offset) is None
        with pytest.raises(RenameError, match="no agent's name"):
            rename(view, offset, "x")


def test_twins_are_told_apart_where_they_are_defined() -> None:
    fleet = crew(**{".claude/agents/deep/lookout.md": agent("lookout", "Another one.")})
    view, offset = at(fleet, LEAD, "lookout")
    assert prepare(view, offset) is None
    with pytest.raises(RenameError, match="2 agents are called lookout"):
        rename(view, offset, "sentry")
    texts = after(rename(*at(fleet, LOOKOUT, "lookout"), "sentry"))
    assert set(texts) == {LOOKOUT}, "references still find the other one"


def test_the_same_name_elsewhere_is_left_alone() -> None:
    other = agent("lookout", "Of another program.", body="Ask the `lookout` agent.")
    caller = agent("x", body="Use the `lookout` agent.")
    fleet = crew(**{".gemini/agents/lookout.md": other, ".gemini/agents/x.md": caller})
    assert ".gemini/agents/x.md" not in after(rename(*at(fleet, LOOKOUT, "lookout"), "sentry"))


def test_names_of_plugins() -> None:
    lead = "plugins/deck/agents/lead.md"
    fleet = Fleet(
        {"plugins/deck/agents/lookout.md": agent("lookout"), lead: agent("lead", body="Ask @agent-deck:lookout.")}
    )
    renaming = rename(*at(fleet, lead, "lookout"), "sentry")
    assert after(renaming)[lead] == agent("lead", body="Ask @agent-deck:sentry.")


def test_a_file_called_by_its_path_keeps_its_folders() -> None:
    fleet = Fleet(
        {
            ".opencode/agent/git/tidy.md": "---\ndescription: Tidies.\n---\n\nTidy.\n",
            ".opencode/command/x.md": "---\ndescription: X.\nagent: git/tidy\n---\n\nGo.\n",
        }
    )
    view, offset = at(fleet, ".opencode/command/x.md", "git/tidy")
    renaming = rename(view, offset, "git/neat")
    assert renaming.move == ("/p/.opencode/agent/git/tidy.md", "/p/.opencode/agent/git/neat.md")
    assert "agent: git/neat\n" in after(renaming)[".opencode/command/x.md"]
    with pytest.raises(RenameError, match="folders before the name"):
        rename(view, offset, "neat")
