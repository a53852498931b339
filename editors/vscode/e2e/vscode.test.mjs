// The extension as a user meets it: in a real VS Code, with a real agentlint.

import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { programs } from "./programs.mjs";
import { openWorkbench } from "./workbench.mjs";

const AGENT = ".claude/agents/berth-planner.md";
const BROKEN = `---
name: berth-planner
description: Plans berths: which ship lies where, and until when
tools: Read, Gerp, Read
color: blue
---
# Berth planner
You plan the berths of the harbour.
## Steps
- read the tide table
- list the ships


Answer with a table.`;
const MENDED = `---
name: berth-planner
description: 'Plans berths: which ship lies where, and until when'
tools: Read, Grep
color: blue
---

# Berth planner

You plan the berths of the harbour.

## Steps

- read the tide table
- list the ships

Answer with a table.
`;
const GOOD = MENDED.replaceAll("berth-planner", "tide-reader").replace("Plans berths: which", "Knows which");

const found = programs();
const skip = found.missing.length > 0 ? `needs ${found.missing.join(", ")}` : false;

/** Runs a test in a workbench of its own, and leaves nothing of it behind. */
function inWorkbench(name, options, run) {
    test(name, { skip, timeout: 180_000 }, async () => {
        const workbench = await openWorkbench(found, options);
        try {
            await run(workbench);
        } catch (error) {
            await workbench.screenshot(`failed-${name.replaceAll(/\W+/g, "-")}`);
            throw error;
        } finally {
            await workbench.close();
        }
    });
}

/** A stand-in that notes that it was run. */
function recorder(marker, then) {
    return `#!/bin/sh\necho "$@" >> "${marker}"\n${then}\n`;
}

function program(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true }); // what it links to is the real one
    writeFileSync(path, text);
    chmodSync(path, 0o755);
}

async function until(what, holds, patience = 20_000) {
    const end = Date.now() + patience;
    while (!(await holds())) {
        if (Date.now() > end) assert.fail(`waited in vain: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

inWorkbench(
    "a broken agent: squiggle, problem, hover, quick fix; saved, it is fixed and formatted on the disk",
    { files: { [AGENT]: BROKEN, "README.md": "# Fleet\n" } },
    async (workbench) => {
        const { page, folder } = workbench;
        await workbench.open(AGENT);
        await page.locator(".squiggly-error").first().waitFor();
        await page.locator(".squiggly-warning").first().waitFor();
        await workbench.screenshot("squiggles");

        const problems = await workbench.problems("unknown-tool");
        assert.match(problems, /`Gerp` is not a tool of Claude Code/);
        assert.match(problems, /not valid YAML: unquoted ': ' in description/);
        await workbench.screenshot("problems");

        const hover = await workbench.hover("Gerp");
        assert.match(hover, /`?Gerp`? is not a tool of Claude Code/);
        assert.match(hover, /unknown-tool/);
        await workbench.screenshot("hover");
        await page.keyboard.press("Escape");

        await workbench.quickFix("Gerp", /Replace Gerp by Grep/);
        await until("the fix", async () => /tools: Read, Grep, Read/.test(await workbench.text()));
        assert.equal(readFileSync(join(folder, AGENT), "utf8"), BROKEN);

        await workbench.save();
        await until("the file to be mended", () => readFileSync(join(folder, AGENT), "utf8") === MENDED);
        await until("no squiggle", async () => (await page.locator(".squiggly-error, .squiggly-warning").count()) === 0);
        await workbench.screenshot("saved");

        assert.match(await workbench.status("agentlint"), /agentlint \d+\.\d+\.\d+[^]*from: PATH/);
        await workbench.screenshot("status");
    },
);

inWorkbench(
    "other Markdown is left alone, files of other hosts are not",
    {
        files: {
            "README.md": "# Fleet\nof ships   \n",
            ".github/prompts/dock.prompt.md": "---\ndescription: Docks a ship\n---\n# Dock\nDock it.\n",
            ".cursor/rules/knots.mdc": "---\ndescription: Knots\nglobs: *.rope\nalwaysApply: false\n---\n# Knots\nTie them.\n",
        },
    },
    async (workbench) => {
        const { folder } = workbench;
        for (const [name, after] of [
            [".github/prompts/dock.prompt.md", "---\ndescription: Docks a ship\n---\n\n# Dock\n\nDock it.\n"],
            [".cursor/rules/knots.mdc", "---\ndescription: Knots\nglobs: *.rope\nalwaysApply: false\n---\n\n# Knots\n\nTie them.\n"],
        ]) {
            await workbench.open(name);
            await workbench.status("agentlint 0");
            await workbench.save();
            await until(`${name} to be formatted`, () => readFileSync(join(folder, name), "utf8") === after);
        }
        await workbench.open("README.md");
        await workbench.type("x");
        await workbench.save();
        const after = "x# Fleet\nof ships   \n";
        await until("README.md to be saved", () => readFileSync(join(folder, "README.md"), "utf8") === after);
    },
);

inWorkbench(
    "commands: fix all, format, what each host reads, the configuration, the log",
    { files: { [AGENT]: BROKEN, "agentlint.toml": 'ignore = ["gated-tool"]\n' } },
    async (workbench) => {
        const { page } = workbench;
        await workbench.open(AGENT);
        await page.locator(".squiggly-error").first().waitFor();

        await workbench.command("agentlint: Show What Each Host Reads");
        await page.locator(".tab", { hasText: "What hosts read of berth-planner.md" }).waitFor();
        await until("the readings", async () => /Claude Code/.test(await workbench.text(1)));
        await workbench.screenshot("readings");
        await workbench.command("View: Close All Editors");

        await workbench.open(AGENT);
        await workbench.command("agentlint: Fix All");
        await until("the fixes", async () => /description: 'Plans berths/.test(await workbench.text()));
        assert.match(await workbench.text(), /tools: Read, Gerp\n/);
        await workbench.command("agentlint: Format");
        await until("the format", async () => /Berth planner\n\nYou plan/.test(await workbench.text()));

        await workbench.command("agentlint: Show Log");
        await page.locator(".output-view-content, .panel .monaco-editor", { hasText: "server --stdio" }).first().waitFor();
        await workbench.command("agentlint: Open Configuration");
        await page.locator('.tab.active[data-resource-name="agentlint.toml"]').waitFor();
        await workbench.screenshot("configuration");
    },
);

inWorkbench(
    "an agent that its host drops says so above its first line; a click shows what each host reads",
    { files: { ".claude/agents/lost-berth.md": "---\nname: lost-berth\ndescription: Finds berths\n\n# Lost berth\n" } },
    async (workbench) => {
        const { page } = workbench;
        await workbench.open(".claude/agents/lost-berth.md");
        const lens = page.locator(".codelens-decoration a", { hasText: "Claude Code does not load this file" });
        await lens.first().waitFor();
        await workbench.screenshot("dropped");
        await lens.first().click();
        await until("the readings", async () => /Claude Code \(the owner\)/.test(await workbench.text(1)));
    },
);

inWorkbench(
    "several agents: a name taken twice is told before it is saved; completion, definition, renaming across files",
    {
        files: {
            ".claude/agents/tide-reader.md": GOOD,
            ".claude/agents/harbour-master.md": `${GOOD.replaceAll("tide-reader", "harbour-master")}\nAsk @agent-tide-reader for the tides.\n`,
        },
    },
    async (workbench) => {
        const { page, folder } = workbench;
        await workbench.open(".claude/agents/harbour-master.md");
        await workbench.status("agentlint 0");
        assert.equal(await page.locator(".squiggly-error").count(), 0);
        await workbench.goTo(2, 7);
        await page.keyboard.press("Shift+End");
        await page.keyboard.insertText("tide-reader");
        await page.locator(".squiggly-error").first().waitFor();
        assert.match(await workbench.problems("duplicate-name"), /agent `tide-reader` has the name of/);
        await workbench.screenshot("duplicate");
        await page.keyboard.press("Control+1");
        await page.keyboard.press("Control+Z");
        await until("no squiggle", async () => (await page.locator(".squiggly-error").count()) === 0);

        await workbench.goTo(4, 18);
        await page.keyboard.type(", WebF");
        await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "WebFetch" }).first().waitFor();
        await workbench.screenshot("completion");
        await page.keyboard.press("Tab");
        await until("the tool", async () => /tools: Read, Grep, WebFetch/.test(await workbench.text()));

        await workbench.goTo(19, 15);
        await page.keyboard.press("F12");
        await page.locator('.tab.active[data-resource-name="tide-reader.md"]').waitFor();
        await workbench.goTo(2, 9);
        await page.keyboard.press("F2");
        await page.locator(".rename-box input").waitFor();
        await page.locator(".rename-box input").fill("tide-keeper");
        await workbench.screenshot("rename");
        await page.keyboard.press("Enter");
        await until("the new name", async () => /name: tide-keeper/.test(await workbench.text()));
        await workbench.command("File: Save All");
        const other = () => readFileSync(join(folder, ".claude/agents/harbour-master.md"), "utf8");
        await until("the other file to follow", () => other().includes("@agent-tide-keeper for"));
    },
);

const marker = (workbench) => join(workbench.scratch, "was-run");

inWorkbench(
    "a workspace that is not trusted: nothing is run, and nothing shown, before it is trusted",
    { files: { [AGENT]: BROKEN }, trusted: false },
    async (workbench) => {
        const { page, folder } = workbench;
        program(join(folder, ".venv/bin/agentlint"), recorder(marker(workbench), `exec "${found.agentlint}" "$@"`));
        await workbench.open(AGENT);
        await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
        await page.waitForTimeout(5000);
        assert.equal(existsSync(marker(workbench)), false);
        assert.equal(await page.locator(".squiggly-error").count(), 0);
        await workbench.screenshot("untrusted");

        await workbench.command("Workspaces: Manage Workspace Trust");
        await page.locator(".workspace-trust-buttons-row .monaco-button", { hasText: /^Trust$/ }).first().click();
        await workbench.open(AGENT);
        await page.locator(".squiggly-error").first().waitFor();
        assert.match(readFileSync(marker(workbench), "utf8"), /^server --stdio --allow-plugins\n$/);
        assert.match(await workbench.status("agentlint"), /from: workspace/);
        await workbench.screenshot("trusted");
    },
);

inWorkbench(
    "without agentlint: how to install it; once it is there the next file finds it",
    { files: { [AGENT]: BROKEN, ".claude/agents/tide-reader.md": GOOD }, onPath: false },
    async (workbench) => {
        const { page, folder } = workbench;
        await workbench.open(AGENT);
        const message = await workbench.notification("agentlint was not found");
        assert.match(await message.innerText(), /pip install "agentlint-cli\[server\]"/);
        await workbench.screenshot("missing");
        await message.getByRole("button", { name: "Copy Command" }).click();
        await until("the clipboard", async () => {
            const text = await page.evaluate(() => navigator.clipboard.readText());
            return text === 'pip install "agentlint-cli[server]"';
        });
        assert.match(await workbench.status("agentlint"), /agentlint is not installed/);
        await workbench.screenshot("missing-status");

        mkdirSync(join(folder, ".venv/bin"), { recursive: true });
        symlinkSync(found.agentlint, join(folder, ".venv/bin/agentlint"));
        await workbench.open(".claude/agents/tide-reader.md");
        assert.match(await workbench.status("agentlint 0"), /from: workspace/);
        await workbench.open(AGENT);
        await page.locator(".squiggly-error").first().waitFor();
    },
);

inWorkbench(
    "the environment that the Python extension has selected, and the next one that it selects",
    {
        files: { [AGENT]: BROKEN, "one/bin/.keep": "", "two/bin/.keep": "" },
        onPath: false,
        others: [
            {
                publisher: "ms-python",
                name: "python",
                contributes: { commands: [{ command: "select", title: "Select Other Environment" }] },
                code: `
                    const vscode = require("vscode");
                    let name = "one";
                    const changed = new vscode.EventEmitter();
                    const folder = vscode.workspace.workspaceFolders[0].uri;
                    exports.activate = (context) => {
                        vscode.commands.registerCommand("select", () => changed.fire((name = "two")));
                        return { environments: {
                            getActiveEnvironmentPath: () => ({ path: name }),
                            resolveEnvironment: async ({ path }) =>
                                ({ executable: { uri: vscode.Uri.joinPath(folder, path, "bin", "python") } }),
                            onDidChangeActiveEnvironmentPath: changed.event,
                        } };
                    };`,
            },
        ],
    },
    async (workbench) => {
        const { page, folder } = workbench;
        for (const name of ["one", "two"]) {
            const text = recorder(marker(workbench), `echo ${name} >> "${marker(workbench)}"\nexec "${found.agentlint}" "$@"`);
            program(join(folder, name, "bin/agentlint"), text);
        }
        await workbench.open(AGENT);
        await page.locator(".squiggly-error").first().waitFor();
        assert.match(await workbench.status("agentlint 0"), /from: Python extension/);
        await workbench.command("Select Other Environment");
        await until("the other one", () => readFileSync(marker(workbench), "utf8").endsWith("\ntwo\n"));
        await page.locator(".squiggly-error").first().waitFor();
    },
);

inWorkbench(
    "the schema of agentlint.toml, for Even Better TOML",
    {
        files: { "agentlint.toml": 'ignore = ["gated-tool"]\n' },
        others: [
            {
                publisher: "tamasfe",
                name: "even-better-toml",
                code: "exports.activate = () => {};",
                contributes: {
                    languages: [{ id: "toml", extensions: [".toml"] }],
                    configuration: { properties: { "evenBetterToml.schema.associations": { type: "object" } } },
                },
            },
        ],
    },
    async (workbench) => {
        await workbench.open("agentlint.toml");
        const question = await workbench.notification("Check and complete agentlint.toml by its schema?");
        await workbench.screenshot("schema");
        await question.getByRole("button", { name: "Yes" }).click();
        const settings = () => readFileSync(join(workbench.scratch, "data/User/settings.json"), "utf8");
        await until("the setting", () => /"evenBetterToml.schema.associations"[^]*}\s*$/.test(settings()));
        const [[pattern, uri]] = Object.entries(JSON.parse(settings())["evenBetterToml.schema.associations"]);
        assert.match(`file://${workbench.folder}/agentlint.toml`, new RegExp(pattern));
        assert.equal(JSON.parse(readFileSync(new URL(uri), "utf8")).title, "agentlint configuration");
    },
);

inWorkbench(
    "an agentlint without pygls: which one it is and what it lacks",
    {
        files: { [AGENT]: BROKEN, ".vscode/settings.json": '{"agentlint.path": "env/bin/agentlint"}' },
        onPath: false,
    },
    async (workbench) => {
        const lacking = "error: the language server needs pygls: pip install 'agentlint-cli[server]'";
        program(join(workbench.folder, "env/bin/agentlint"), `#!/bin/sh\necho "${lacking}" >&2\nexit 2\n`);
        await workbench.open(AGENT);
        const message = await workbench.notification("has no language server");
        assert.match(await message.innerText(), /env\/bin\/agentlint has no language server/);
        await workbench.screenshot("incomplete");
    },
);

inWorkbench(
    "a program that is no server: it is told, ended, and a restart finds another",
    {
        files: { [AGENT]: BROKEN, ".vscode/settings.json": '{"agentlint.path": "env/bin/agentlint"}' },
    },
    async (workbench) => {
        const { page, folder } = workbench;
        const path = join(folder, "env/bin/agentlint");
        program(path, `#!/bin/sh\necho $$ > "${marker(workbench)}"\nexec sleep 1000\n`);
        await workbench.open(AGENT);
        const message = await workbench.notification("agentlint does not run: no answer");
        await workbench.screenshot("no-answer");
        await until("its end", () => !existsSync(`/proc/${readFileSync(marker(workbench), "utf8").trim()}`));
        program(path, `#!/bin/sh\nexec "${found.agentlint}" "$@"\n`);
        await message.getByRole("button", { name: "Restart" }).click();
        await page.locator(".squiggly-error").first().waitFor();
    },
);

inWorkbench(
    "a server that ends by itself is started again; settings hold at once; switched off, it ends and its findings go",
    { files: { [AGENT]: BROKEN, ".vscode/settings.json": "{}", "calm.toml": 'ignore = ["unknown-tool"]\n' } },
    async (workbench) => {
        const { page, scratch } = workbench;
        program(join(scratch, "bin/agentlint"), recorder(join(scratch, "pids"), `echo $$ >> "${join(scratch, "pids")}"\nexec "${found.agentlint}" "$@"`));
        const pids = () => readFileSync(join(scratch, "pids"), "utf8").split("\n").filter((line) => /^\d+$/.test(line));
        await workbench.open(AGENT);
        await page.locator(".squiggly-error").first().waitFor();
        process.kill(Number(pids().at(-1)), "SIGKILL");
        await until("a second server", () => pids().length === 2);
        await page.locator(".squiggly-error").first().waitFor();
        await workbench.status("agentlint 0");

        const set = async (settings) => {
            await workbench.open(".vscode/settings.json");
            await workbench.rewrite(JSON.stringify(settings));
            await workbench.save();
            await workbench.open(AGENT);
        };
        await set({ "agentlint.configuration": "calm.toml" });
        await until("no error", async () => (await page.locator(".squiggly-error").count()) === 0);
        await page.locator(".squiggly-warning").first().waitFor();
        await set({});
        await page.locator(".squiggly-error").first().waitFor();
        assert.equal(pids().length, 2);

        await set({ "agentlint.enable": false });
        assert.match(await workbench.status("agentlint is off"), /off/);
        await until("no squiggle", async () => (await page.locator(".squiggly-error").count()) === 0);
        await until("the server's end", () => !existsSync(`/proc/${pids().at(-1)}`));
        await workbench.screenshot("off");
    },
);
