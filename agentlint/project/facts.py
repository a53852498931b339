"""What a file rule may know of the project around a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlint.records import record

if TYPE_CHECKING:
    from agentlint.project.paths import ProjectPaths


@record()
class ProjectFacts:
    """What a file rule may know of the project around the file, collected by `project/`; part of the cache key."""

    mcp_servers: frozenset[str] | None = None
    """Names of configured MCP servers, None where the project declares none anywhere."""
    folder: str = ""
    """POSIX path of the file's folder relative to the root of the project."""
    paths: ProjectPaths | None = None
    """What files there are. Given only where a rule that runs sets `wants_paths`; None where it is not known."""
