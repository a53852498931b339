"""name-mismatch: a skill whose name is not that of its folder, for hosts that then do not load it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from agentlint.api import HOSTS, Applicability, Edit, Fix, Rule, Scalar, Severity, lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File

_GOOD_NAME = lazy_pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NameMismatch(Rule):
    """Compares `name` with the folder that the file lies in."""

    name = "name-mismatch"
    summary = "Name that differs from the folder, where the host wants them equal"
    severity = Severity.ERROR
    tags = ("name",)
    since = "0.1.0"
    fix = "sometimes"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """One finding at the value of `name`, for the first host that minds."""
        header = file.frontmatter
        entry = header.get("name") if header is not None else None
        if entry is None or not isinstance(entry.value, Scalar) or (file.assumed and file.kind.host == "agentskills"):
            return
        # From inside the folder the path as given has none.
        path = file.path if "/" in file.path else f"{file.project.folder}/{file.path}"
        folders = path.split("/")[:-1]
        if not folders or folders[-1] in ("", ".", ".."):
            return
        folder = folders[-1]
        name = entry.value.value.strip()
        if not name or _normal(name) == _normal(folder):
            return
        for kind in file.judges:
            if kind.identity != "name-is-directory" or kind.confidence == "low":
                continue
            host = "skills-ref" if kind.host == "agentskills" else HOSTS[kind.host].name
            fixes: tuple[Fix, ...] = ()
            if _GOOD_NAME.fullmatch(folder) and len(folder) <= 64:
                edit = Edit(entry.value.span, folder)
                fixes = (Fix(f"Rename the skill to {folder}", (edit,), Applicability.UNSAFE),)
            does = "refuses the skill" if kind.host == "agentskills" else "does not load the skill"
            yield self.report(
                entry.value.span,
                f"name `{_short(name)}` is not that of the folder, `{_short(folder)}`: {host} {does}",
                severity=Severity.ERROR if kind is file.kind else Severity.WARNING,
                help="Give the skill the name of its folder, or rename the folder.",
                hosts=(kind.host,),
                fixes=fixes,
            )
            return


def _normal(name: str) -> str:
    return unicodedata.normalize("NFKC", name)


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:21] + "..."
