"""The map as one HTML file that asks for nothing else: data, style and script stand in it.

What comes from files stands in the data alone, a block that no browser runs, and the script puts it on the page as
text. The policy of the page allows the one script that it has, by its hash, and no request at all.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any

from agentlint import __version__
from agentlint.patterns import lazy_pattern

ASSETS = Path(__file__).with_name("assets")
_SURROGATE = lazy_pattern("[\ud800-\udfff]")
_ESCAPES = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def fleet_page(fleet: dict[str, Any]) -> str:
    """The text of the file, for the object that `fleet_object` makes. Nothing in it depends on time or place."""
    script = _asset("map.js")
    return Template(_asset("map.html")).substitute(
        policy=_policy(script),
        version=__version__,
        style=_asset("map.css"),
        data=_data(fleet),
        script=script,
        licences=_asset("LICENSES.txt"),
    )


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8").strip()


def _policy(script: str) -> str:
    digest = b64encode(sha256(script.encode()).digest()).decode()
    # The drawing library styles its charts by elements and attributes of their own.
    rules = ("default-src 'none'", f"script-src 'sha256-{digest}'", "style-src 'unsafe-inline'", "base-uri 'none'")
    return "; ".join((*rules, "form-action 'none'"))


def _data(fleet: dict[str, Any]) -> str:
    """JSON without a character that could end the block that it stands in, or that UTF-8 cannot hold."""
    text = json.dumps(fleet, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return _SURROGATE.sub(lambda c: f"\\u{ord(c[0]):04x}", text)
