"""secret-in-prompt: keys of well-known services, by their form."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from agentlint.api import Rule, Severity, Span, lazy_pattern, record

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from agentlint.api import Diagnostic, File


@record()
class _Form:
    """A form of key: what is searched for first, the pattern, and the bits a character of it must carry."""

    what: str
    hint: str
    pattern: re.Pattern[str]
    bits: float = 3.0


_BEFORE = r"(?<![A-Za-z0-9_+/=-])"
_AFTER = r"(?![A-Za-z0-9_+/=-])"


def _form(what: str, hint: str, pattern: str, bits: float = 3.0) -> _Form:
    return _Form(what, hint, lazy_pattern(_BEFORE + pattern + _AFTER), bits)


_FORMS = (
    _form("an AWS access key id", "AKIA", r"AKIA[A-Z2-7]{16}", 2.8),
    _form("a temporary AWS access key id", "ASIA", r"ASIA[A-Z2-7]{16}", 2.8),
    _form("a GitHub token", "gh", r"gh[pousr]_[A-Za-z0-9]{36,255}"),
    _form("a fine-grained GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    _form("a GitLab token", "glpat-", r"glpat-[A-Za-z0-9_-]{20,64}"),
    _form("a Slack token", "xox", r"xox[abposr]-(?:[0-9]{8,14}-)+[A-Za-z0-9-]{16,80}"),
    _form(
        "a Slack webhook",
        "hooks.slack.com/",
        r"https://hooks\.slack\.com/services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24}",
    ),
    _form("a Stripe key", "_live_", r"[sr]k_live_[A-Za-z0-9]{24,120}"),
    _form("a Google API key", "AIza", r"AIza[A-Za-z0-9_-]{35}"),
    _form("an Anthropic key", "sk-ant-", r"sk-ant-(?:api|admin|oat)[0-9]{2}-[A-Za-z0-9_-]{80,120}"),
    _form(
        "an OpenAI key",
        "sk-",
        r"sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})",
    ),
    _form("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    _form("a PyPI token", "pypi-", r"pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,200}"),
    _form("a SendGrid key", "SG.", r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    _form("a Hugging Face token", "hf_", r"hf_[A-Za-z0-9]{34}"),
    _form("a DigitalOcean token", "dop_v1_", r"dop_v1_[a-f0-9]{64}"),
    _form("a Databricks token", "dapi", r"dapi[a-f0-9]{32}"),
    _form("a Telegram bot token", ":AA", r"[0-9]{8,10}:AA[A-Za-z0-9_-]{33}"),
)
_PRIVATE_KEY = lazy_pattern(
    r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s)+"
    r"(?:[\w-]+: [^\n]{0,80}\s+){0,4}([A-Za-z0-9+/=]{40,})"
)
_WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_CLASSES = bytes(120 if byte in _WORD else 32 for byte in range(256))
_LONG = b"x" * 20
_GLUED = 120
_DIGITS = lazy_pattern(rb"[0-9]")
# What documents put where a key would stand.
_MADE_UP = lazy_pattern(
    r"(?i:example|sample|dummy|fake|test|placeholder|redacted|your|xxx|\*\*\*|abcdef|fedcba|123456|654321|qwerty|foobar|secret|changeme|"
    r"deadbeef|0000|aaaa|1111|demo|mytoken|token)"
)


class SecretInPrompt(Rule):
    """Forms that only keys have, not documented samples, with as much chance in them as a key has."""

    name = "secret-in-prompt"
    summary = "Key or token of a well-known service in the text"
    severity = Severity.WARNING
    tags = ("security",)
    since = "0.1.0"

    def check(self, file: File) -> Iterator[Diagnostic]:
        """Findings in the whole file. Their text is shown in no report."""
        text = file.source.text
        words = _long_words(text)
        if not words:
            return
        for form in _FORMS:
            if form.hint not in words or form.hint not in text:
                continue
            for match in form.pattern.finditer(text):
                if _is_real(match[0], form):
                    yield self._finding(form.what, Span(match.start(), match.end()))
        if "PRIVATE KEY" in text:
            for match in _PRIVATE_KEY.finditer(text):
                if not _MADE_UP.search(match[1][:200]) and _bits(match[1]) >= 4:
                    yield self._finding("a private key", Span(match.start(), match.end()))

    def _finding(self, what: str, span: Span) -> Diagnostic:
        return self.report(
            span,
            f"this looks like {what}",
            help="Take it out of the file and revoke it; read it from the environment instead.",
            conceal=True,
        )


def _long_words(text: str) -> str:
    """The words with twenty letters and digits in a row and a digit among them, which every key has, and what is glued
    to them. Few files have any, so this one look spares them all others.
    """
    data = text.encode("utf-8", "surrogatepass")
    classes = data.translate(_CLASSES)
    found: list[bytes] = []
    at = classes.find(_LONG)
    while at >= 0:
        end = classes.find(b" ", at)
        end = len(data) if end < 0 else end
        if _DIGITS.search(data, at, end):
            found.append(data[max(at - _GLUED, 0) : end])
        at = classes.find(_LONG, end)
    return b"\n".join(found).decode("utf-8", "replace")


def _is_real(key: str, form: _Form) -> bool:
    secret = key[len(form.hint) :] if key.startswith(form.hint) else key
    return _MADE_UP.search(secret) is None and _bits(secret) >= form.bits


def _bits(text: str) -> float:
    """Shannon entropy of the characters, in bits for each."""
    total = len(text)
    return -sum(n / total * math.log2(n / total) for n in Counter(text).values()) if total else 0.0
