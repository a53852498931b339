"""Fleets made from one template, whose members a word tells apart: overlapping-descriptions must not group them."""

from __future__ import annotations

import pytest

from tests.unit.test_overlap_rule import entry, run

LANGUAGES = "Python,Go,Rust,TypeScript,Java,Kotlin,Ruby,PHP,Elixir,Scala,C#,C++,C,Perl,Lua,Crystal,Nim,Gleam".split(",")  # noqa: SIM905
PLATFORMS = "iOS,Android,Windows,macOS,Linux,AWS,Azure,Kubernetes,PostgreSQL,MySQL,Redis,Shopify".split(",")  # noqa: SIM905
DEPARTMENTS = "marketing,sales,legal,finance,support,product,engineering,procurement".split(",")  # noqa: SIM905
TONGUES = "German,French,Spanish,Italian,Japanese,Korean,Polish,Turkish".split(",")  # noqa: SIM905
COUNTRIES = "Germany,France,Spain,Poland,Ireland,Canada".split(",")  # noqa: SIM905

TEMPLATES = [
    (
        LANGUAGES,
        "Expert {x} developer for idiomatic, tested code. Use proactively for {x} refactoring.",
    ),
    (LANGUAGES, "Use this agent when {x} code changes. It knows the package manager and the test frameworks of {x}."),
    (LANGUAGES, "Reviews {x} code for bugs, security and style."),
    (LANGUAGES, "{x} specialist."),
    (LANGUAGES, "Erfahrener {x}-Entwickler für sauberen, getesteten Code. Hilft beim Umbau von {x}-Code."),
    (LANGUAGES, "Эксперт по {x}: пишет чистый код и тесты. Используйте для проектов на {x}."),
    (LANGUAGES, "{x}のコードを書き、テストし、リファクタリングする専門家。{x}のプロジェクトで使用してください。"),
    (LANGUAGES, "你是一位资深{x}开发者，专注于编写高质量、可维护的{x}代码，并进行性能优化和代码审查。"),
    (LANGUAGES, "{x} 코드를 작성하고 테스트하며 리팩터링하는 전문가입니다. {x} 프로젝트에서 사용하세요."),
    (PLATFORMS, "Designs, deploys and operates {x}: networking, access control, cost and monitoring."),
    (PLATFORMS, "{x} administrator who tunes, backs up and secures {x}."),
    (DEPARTMENTS, "Answers questions of the {x} department, writes its reports and keeps its documents in order."),
    (DEPARTMENTS, "Helps the {x} team write weekly summaries, prepare meetings and track decisions."),
    (TONGUES, "Translates product texts from English into {x}."),
    (TONGUES, "Localizes the user interface and the documentation into {x} and keeps the glossary."),
    (COUNTRIES, "Answers questions on income tax, sales tax and filing deadlines in {x}."),
]


@pytest.mark.parametrize("size", [2, 3, 5, 18])
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(("words", "template"), TEMPLATES, ids=[t for _, t in TEMPLATES])
def test_siblings_of_a_template_are_no_group(words: list[str], template: str, *, named: bool, size: int) -> None:
    fleet = [
        entry(f"{at}.md", f"{word.lower()}-helper" if named else f"helper-{at}", template.format(x=word))
        for at, word in enumerate(words[:size])
    ]
    assert [found.message for found in run(*fleet)] == []


@pytest.mark.parametrize(
    "texts",
    [
        [f"Worker {n}: does what the orchestrator hands it." for n in range(1, 13)],
        [f"Handles the {s} stage of the pipeline and hands over to the next." for s in ("build", "test", "ship")],
        [f"Migrates code bases to Python {v}: syntax, dependencies, tests." for v in ("3.10", "3.11", "3.12")],
        ["Takes a task and writes the code.", "Takes the code and checks it against the task."],
        ["Returns the task that it could not do.", "Does the task it is given and returns the result."],
        [
            "Reviews code for bugs, security and style.",
            "Prüft Code auf Fehler, Sicherheit und Stil.",
            "Revisa código en busca de errores, seguridad y estilo.",
            "コードのバグ、セキュリティ、スタイルをレビューします。",
            "审查代码中的错误、安全性和风格。",
        ],
    ],
    ids=["numbers", "stages", "versions", "one rare word", "one word and no names", "translations"],
)
def test_neighbours_are_no_group(texts: list[str]) -> None:
    names = "coder checker planner poet piper guide scout clerk miller baker smith cook".split()  # noqa: SIM905
    found = run(*(entry(f"{at}.md", names[at], text) for at, text in enumerate(texts)))
    assert [d.message for d in found] == []
