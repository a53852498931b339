"""Word lists: what carries no claim in a description, what only ranks a name, and what is one word in two spellings."""

from __future__ import annotations

# Function words of English, then what nearly every prompt file says of itself, then function words of German, French,
# Spanish, Portuguese, Italian, Dutch, Polish, Turkish and Russian.
_WITHOUT_CLAIM = """
a about above across after against all also always an and another any are as at be been before being below best
between both but by can could do does doing done during each either else e.g etc even ever every for from further get
gets give given gives had has have having he help helping helps her here his how i i.e if in including includes
include into involve involving is it its itself just keep let like make makes making may me might more most must my
need needed needing needs never new no non nor not now of off on once one only onto or other our out over own per
please rather same see should so some someone such than that the their them then there these they this those through
throughout to too toward towards two under until up upon us use used user users uses using very via want wants was we
well were what whatever when whenever where whether which while who whom whose why will with within without would yet
you your yours yourself
act acts agent agents ask asked asks assistant assist assists best-practices call called claude dedicated delegate
dispatch enable enables ensure ensures ensuring example examples excel excels expert expertise experts focus focused
focuses focusing handle handles handling highly ideal invoke invoked knowledge master masters mastery practice
practices proactive proactively proficient provide provides providing required requires requiring responsible
specialise specialised specialises specialising specialist specialists specialize specialized specializes specializing
specific specifically subagent sub-agent supports task tasks trigger triggers work working works world-class
e aber als am auch auf aus bei bis das dass dem den der des die ein eine einem einen einer für im ist mit nach nicht
oder sich sie sind über um und unter vom von vor wenn wie wird zu zum zur au aux avec ce ces cet cette dans des du
elle en est et il la le les leur lors mais ou par pas pour que qui sa ses son sont sur un une vos votre al como con
cuando de del el ella entre es esta este las los más para pero por se sin sobre su sus una uno y ao aos com da das dos
em essa esse não nas nos o os ou pela pelo quando seu sua são um uma che con degli dei del della delle di gli il nel
nella non per più quando sono bij dat een het in is met niet of om op te van voor wanneer zijn dla do i jest lub na
nie oraz po przy się są to w z za że bir bu de için ile ve veya
без в во для до же за и из или их к как когда которые который на не но о об от по при с со так также то у через что
это
"""
STOP_WORDS = frozenset(_WITHOUT_CLAIM.split())
"""Words without a claim, in lower case."""

RANKS = frozenset(
    ["chief", "distinguished", "junior", "jr", "mid", "principal", "senior", "sr", "staff", "super", "ultimate"]
)
"""Words of a name that say how high its bearer stands, wherever they stand."""

_KINDS = """
agent agents assistant bot coder consultant copilot dev developer engineer engineering expert guru maestro master mode
ninja pro professional specialist specialists subagent wizard
"""
KINDS = frozenset(_KINDS.split())
"""Words that say what kind of thing it is where they end a name; elsewhere they are its subject: "agent-builder"."""

ALIASES = {
    "a11y": "accessibility", "app": "application", "apps": "application", "auth": "authentication",
    "authn": "authentication", "authz": "authorization", "back-end": "backend", "cli": "cli", "config": "configuration",
    "configs": "configuration", "cpp": "c++", "csharp": "c#", "db": "database", "dbs": "database", "dev": "development",
    "doc": "documentation", "docs": "documentation", "document": "documentation", "documents": "documentation",
    "documenting": "documentation", "dotnet": ".net", "env": "environment", "front-end": "frontend",
    "full-stack": "fullstack", "fsharp": "f#", "gha": "actions", "golang": "go", "i18n": "internationalization",
    "infra": "infrastructure", "js": "javascript", "k8s": "kubernetes", "l10n": "localization",
    "ml": "machine-learning",
    "perf": "performance", "postgres": "postgresql", "ps": "powershell", "py": "python", "qa": "quality",
    "repo": "repository", "repos": "repository", "restful": "rest", "sec": "security", "spec": "specification",
    "specs": "specification", "tf": "terraform", "ts": "typescript", "ui/ux": "ux", "vuejs": "vue", "reactjs": "react",
}  # fmt: skip
"""Short and long forms of one word; both sides in lower case."""
