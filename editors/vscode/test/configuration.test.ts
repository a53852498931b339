import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestConfiguration } from "../src/configuration";

function nearest(folder: string, files: Record<string, string>): string | undefined {
    return nearestConfiguration(folder, (path) => files[path]);
}

test("the nearest file holds", () => {
    const files = { "/fleet/agentlint.toml": "", "/fleet/north/.agentlint.toml": "" };
    assert.equal(nearest("/fleet/north/.claude/agents", files), "/fleet/north/.agentlint.toml");
    assert.equal(nearest("/fleet/south/.claude/agents", files), "/fleet/agentlint.toml");
});

test("of two in one folder the one without a dot", () => {
    assert.equal(nearest("/fleet", { "/fleet/agentlint.toml": "", "/fleet/.agentlint.toml": "" }), "/fleet/agentlint.toml");
});

test("pyproject.toml counts with a table of ours", () => {
    const pyproject = "/fleet/pyproject.toml";
    assert.equal(nearest("/fleet/a", { [pyproject]: "[tool.agentlint]\nignore = []\n" }), pyproject);
    assert.equal(nearest("/fleet/a", { [pyproject]: "[ tool . agentlint.severity ]\n" }), pyproject);
    assert.equal(nearest("/fleet/a", { [pyproject]: "[tool.agentlinter]\n# [tool.agentlint]\n" }), undefined);
});

test("it may lie above the folder that is open", () => {
    assert.equal(nearest("/fleet/a/b/c", { "/agentlint.toml": "" }), "/agentlint.toml");
    assert.equal(nearest("/fleet/a/b/c", {}), undefined);
});
