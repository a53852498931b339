"""What the tools of one host are called in another: groups of names that do the same job, by tool list."""

from __future__ import annotations

from functools import cache

GROUPS: tuple[dict[str, tuple[str, ...]], ...] = (
    {
        "claude-code": ("Read",),
        "copilot": ("read",),
        "vscode": ("read/readFile", "read"),
        "opencode": ("read",),
        "gemini-cli": ("read_file", "read_many_files"),
        "qwen-code": ("read_file",),
        "factory": ("Read",),
    },
    {
        "claude-code": ("Edit",),
        "copilot": ("edit",),
        "vscode": ("edit/editFiles", "edit", "editFiles"),
        "opencode": ("edit", "patch"),
        "gemini-cli": ("replace",),
        "qwen-code": ("edit",),
        "factory": ("Edit", "ApplyPatch"),
    },
    {
        "claude-code": ("Write",),
        "copilot": ("edit",),
        "vscode": ("edit/createFile",),
        "opencode": ("write",),
        "gemini-cli": ("write_file",),
        "qwen-code": ("write_file",),
        "factory": ("Create",),
    },
    {
        "claude-code": ("Bash",),
        "copilot": ("execute",),
        "vscode": ("execute/runInTerminal", "execute", "runCommands"),
        "opencode": ("bash",),
        "gemini-cli": ("run_shell_command",),
        "qwen-code": ("run_shell_command",),
        "factory": ("Execute",),
    },
    {
        "claude-code": ("Grep",),
        "copilot": ("search",),
        "vscode": ("search/textSearch", "search", "search/codebase", "codebase"),
        "opencode": ("grep",),
        "gemini-cli": ("grep_search",),
        "qwen-code": ("grep_search",),
        "factory": ("Grep",),
    },
    {
        "claude-code": ("Glob",),
        "copilot": ("search",),
        "vscode": ("search/fileSearch",),
        "opencode": ("glob",),
        "gemini-cli": ("glob",),
        "qwen-code": ("glob",),
        "factory": ("Glob",),
    },
    {
        "claude-code": ("Glob",),
        "vscode": ("search/listDirectory",),
        "opencode": ("list",),
        "gemini-cli": ("list_directory",),
        "qwen-code": ("list_directory",),
        "factory": ("LS",),
    },
    {
        "claude-code": ("WebFetch",),
        "copilot": ("web",),
        "vscode": ("web/fetch", "fetch", "web"),
        "opencode": ("webfetch",),
        "gemini-cli": ("web_fetch",),
        "qwen-code": ("web_fetch",),
        "factory": ("FetchUrl",),
    },
    {
        "claude-code": ("WebSearch",),
        "copilot": ("web",),
        "opencode": ("websearch",),
        "gemini-cli": ("google_web_search",),
        "qwen-code": ("web_search",),
        "factory": ("WebSearch",),
    },
    {
        "claude-code": ("TodoWrite",),
        "copilot": ("todo",),
        "vscode": ("todos",),
        "opencode": ("todowrite",),
        "gemini-cli": ("write_todos",),
        "qwen-code": ("todo_write",),
        "factory": ("TodoWrite",),
    },
    {
        "claude-code": ("Agent",),
        "copilot": ("agent",),
        "vscode": ("agent/runSubagent", "agent"),
        "opencode": ("task",),
        "gemini-cli": ("invoke_agent",),
        "qwen-code": ("agent",),
        "factory": ("Task",),
    },
    {
        "claude-code": ("Skill",),
        "opencode": ("skill",),
        "gemini-cli": ("activate_skill",),
        "qwen-code": ("skill",),
        "factory": ("Skill",),
    },
    {
        "claude-code": ("AskUserQuestion",),
        "vscode": ("vscode/askQuestions",),
        "opencode": ("question",),
        "gemini-cli": ("ask_user",),
        "qwen-code": ("ask_user_question",),
        "factory": ("AskUser",),
    },
    {
        "claude-code": ("NotebookEdit",),
        "copilot": ("edit",),
        "vscode": ("edit/editNotebook",),
        "qwen-code": ("notebook_edit",),
    },
    {"claude-code": ("LSP",), "opencode": ("lsp",), "qwen-code": ("lsp",)},
)
"""The first name of a host is the one to use in place of another host's; all of its names belong to the group."""


@cache
def _groups_of(list_id: str) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for at, group in enumerate(GROUPS):
        for name in group.get(list_id, ()):
            found[name] = (*found.get(name, ()), at)
    return found


def equivalents(name: str, list_id: str, wanted: str) -> tuple[str, ...]:
    """Names in the tool list `wanted` for a tool that the list `list_id` calls `name`; empty where none is known."""
    names = (GROUPS[at].get(wanted, ())[:1] for at in _groups_of(list_id).get(name, ()))
    return tuple(dict.fromkeys(n for group in names for n in group))
