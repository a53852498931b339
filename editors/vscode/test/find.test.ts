import assert from "node:assert/strict";
import { test } from "node:test";
import { candidates, type Places } from "../src/find";

const LINUX: Places = {
    platform: "linux",
    setting: "",
    folders: ["/srv/fleet", "/srv/harbour"],
    home: "/home/ada",
    python: "/opt/conda/envs/fleet/bin/python",
    path: "/usr/local/bin:relative/bin::/usr/bin",
};

function commands(places: Places): string[] {
    return candidates(places).map((candidate) => candidate.command);
}

test("workspace, Python extension and PATH, in this order", () => {
    assert.deepEqual(commands(LINUX), [
        "/srv/fleet/.venv/bin/agentlint",
        "/srv/fleet/venv/bin/agentlint",
        "/srv/harbour/.venv/bin/agentlint",
        "/srv/harbour/venv/bin/agentlint",
        "/opt/conda/envs/fleet/bin/agentlint",
        "/usr/local/bin/agentlint",
        "/usr/bin/agentlint",
    ]);
});

test("each says where it is from", () => {
    assert.deepEqual(
        candidates(LINUX).map((candidate) => candidate.origin),
        ["workspace", "workspace", "workspace", "workspace", "Python extension", "PATH", "PATH"],
    );
    const set = candidates({ ...LINUX, setting: "/opt/agentlint" });
    assert.deepEqual(set, [{ command: "/opt/agentlint", origin: "agentlint.path" }]);
});

test("what is set is the only place", () => {
    const set = (setting: string) => commands({ ...LINUX, setting });
    assert.deepEqual(set("/opt/agentlint"), ["/opt/agentlint"]);
    assert.deepEqual(set("~/bin/agentlint"), ["/home/ada/bin/agentlint"]);
    assert.deepEqual(set("${userHome}/agentlint"), ["/home/ada/agentlint"]);
    assert.deepEqual(set("${workspaceFolder}/env/bin/agentlint"), ["/srv/fleet/env/bin/agentlint"]);
    assert.deepEqual(set("env/bin/agentlint"), ["/srv/fleet/env/bin/agentlint", "/srv/harbour/env/bin/agentlint"]);
    assert.deepEqual(set("agentlint-next"), ["/usr/local/bin/agentlint-next", "/usr/bin/agentlint-next"]);
    assert.deepEqual(set("  "), commands(LINUX));
});

test("a folder of the PATH that is not absolute is never searched", () => {
    const places = { ...LINUX, folders: [], python: undefined, path: ".:bin:" };
    assert.deepEqual(commands(places), []);
});

test("Windows", () => {
    const places: Places = {
        platform: "win32",
        setting: "",
        folders: ["C:\\fleet"],
        home: "C:\\Users\\ada",
        python: "C:\\envs\\fleet\\Scripts\\python.exe",
        path: "C:\\Python;D:\\tools",
    };
    assert.deepEqual(commands(places), [
        "C:\\fleet\\.venv\\Scripts\\agentlint.exe",
        "C:\\fleet\\venv\\Scripts\\agentlint.exe",
        "C:\\envs\\fleet\\Scripts\\agentlint.exe",
        "C:\\Python\\agentlint.exe",
        "D:\\tools\\agentlint.exe",
    ]);
    assert.deepEqual(commands({ ...places, setting: "~\\agentlint.exe" }), ["C:\\Users\\ada\\agentlint.exe"]);
});
