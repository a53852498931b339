"""Baseline files: the findings that a project lives with for now, read, checked and written.

A baseline is JSON in a stable order, a line for each finding, so that it merges and its changes can be read:

    {"version": 1,
     "files": {"agents/painter.md": {"content": "…", "findings": {"unknown-tool": ["…"]}}}}

`content` is a digest of the file's text when the baseline was written; by it a renamed file is known again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import field
from typing import TYPE_CHECKING, Any

from agentlint.project.errors import UsageError
from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
DEFAULT_NAME = "agentlint-baseline.json"
MAX_BYTES = 64 * 1024 * 1024


@record()
class Known:
    """What a baseline holds of one file: the digest of its text, and the identities of its findings by rule name."""

    content: str
    findings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of findings."""
        return sum(map(len, self.findings.values()))


def digest(text: str) -> str:
    """16 hexadecimal digits that stand for a text, the same whatever its line ends."""
    text = text.replace("\r\n", "\n")
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def read(path: str, shown: str) -> dict[str, Known]:
    """What the baseline at an absolute path holds, by file. `shown` names it in messages.

    Raises `UsageError`, with the line where there is one, for a file that cannot be read or is no baseline, and
    `FileNotFoundError` where there is none.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise UsageError(f"{shown}: the baseline is larger than {MAX_BYTES // 1024 // 1024} MiB")
        text = data.decode("utf-8-sig")
        content = json.loads(text)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UsageError(f"{shown}: cannot read the baseline: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{shown}:{line}: the baseline is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise UsageError(f"{shown}:{error.lineno}:{error.colno}: not valid JSON: {error.msg}") from error
    except (RecursionError, ValueError) as error:  # a number of too many digits
        raise UsageError(f"{shown}: not a baseline: {type(error).__name__}") from error
    return _Checker(text, shown).files(content)


def dump(files: Mapping[str, Known]) -> str:
    """The text of a baseline. Files without findings are left out."""
    content = {
        path: {
            "content": known.content,
            "findings": {rule: sorted(found) for rule, found in sorted(known.findings.items()) if found},
        }
        for path, known in sorted(files.items())
        if len(known)
    }
    # Escaped, since a path may hold what UTF-8 cannot.
    return json.dumps({"version": VERSION, "files": content}, indent=2, ensure_ascii=True) + "\n"


class _Checker:
    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown

    def fault(self, message: str, *words: str) -> UsageError:
        """The error at the place of the last of `words`, each looked for after the one before."""
        at = 0
        for word in words:
            found = max(self.text.find(json.dumps(word, ensure_ascii=escaped), at) for escaped in (True, False))
            at = max(at, found)
        line = self.text.count("\n", 0, at) + 1
        return UsageError(f"{self.shown}:{line}: not a baseline: {message}")

    def files(self, content: Any) -> dict[str, Known]:
        if not isinstance(content, dict) or "version" not in content:
            raise self.fault("there is no `version`; `agentlint check --write-baseline` writes one")
        version = content["version"]
        if version != VERSION or isinstance(version, bool):
            raise self.fault(f"version {json.dumps(version)[:40]} where this agentlint knows {VERSION}", "version")
        files = content.get("files")
        if not isinstance(files, dict):
            raise self.fault("`files` must be an object", "files")
        for word in content:
            if word not in ("version", "files"):
                raise self.fault(f"unknown key `{word[:60]}`", word)
        return {path: self.known(path, entry) for path, entry in files.items()}

    def known(self, path: str, entry: Any) -> Known:
        if not isinstance(entry, dict) or set(entry) != {"content", "findings"}:
            raise self.fault(f"`{path[:100]}` must hold `content` and `findings`", path)
        content, findings = entry["content"], entry["findings"]
        if not isinstance(content, str) or not isinstance(findings, dict):
            raise self.fault(f"`{path[:100]}` must hold `content` as a string and `findings` as an object", path)
        for rule, found in findings.items():
            if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
                raise self.fault(f"`{rule[:60]}` of `{path[:100]}` must be a list of strings", path, rule)
        return Known(content, {rule: tuple(found) for rule, found in findings.items()})
