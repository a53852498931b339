// A VS Code with the extension in it, served by code-server and driven in a headless browser.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const HERE = join(dirname(fileURLToPath(import.meta.url)), "..");
const VSIX = join(HERE, "agentlint.vsix");
const VSCE = join(HERE, "node_modules", "@vscode", "vsce", "vsce");
const SHOTS = process.env.AGENTLINT_SCREENSHOTS;
const FIRST_EDITORS = "Control+1"; // puts the focus there
const PATIENCE_MS = 45_000;
const BRIEF_MS = 3_000;
const SETTINGS = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "workbench.colorTheme": "Default Light Modern",
    "editor.minimap.enabled": false,
    "editor.autoClosingBrackets": "never",
    "editor.autoClosingQuotes": "never",
    "editor.formatOnSave": true,
    "editor.codeActionsOnSave": { "source.fixAll.agentlint": "explicit" },
    "git.enabled": false,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
};

/**
 * Starts code-server on a folder with these files and opens it in the browser. `onPath`: whether agentlint is on the
 * PATH; `trusted`: whether the workspace is; `others`: stand-ins for extensions of others, each its manifest and code.
 * What it gives back is closed by `close`, which leaves neither process nor file behind.
 */
export async function openWorkbench(programs, { files, onPath = true, trusted = true, others = [] }) {
    const scratch = realpathSync(mkdtempSync(join(tmpdir(), "agentlint-vscode-")));
    const undo = [() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })];
    const close = async () => {
        while (undo.length > 0) await undo.pop()();
    };
    try {
        const folder = join(scratch, "fleet");
        for (const [name, text] of Object.entries(files)) put(join(folder, name), text);
        for (const name of ["bin", "extensions"]) mkdirSync(join(scratch, name));
        if (onPath) symlinkSync(programs.agentlint, join(scratch, "bin", "agentlint"));
        put(join(scratch, "data/User/settings.json"), JSON.stringify(SETTINGS));
        // As on a user's machine the PATH is that of the login shell, which VS Code asks for it.
        put(join(scratch, "home/.profile"), `PATH="${join(scratch, "bin")}:/usr/bin:/bin"\n`);
        const server = await startServer(programs.codeServer, { scratch, folder, trusted, others });
        undo.push(server.stop);
        const browser = await chromium.launch({ executablePath: programs.browser, args: ["--no-sandbox"] });
        undo.push(() => browser.close());
        const context = await browser.newContext({
            viewport: { width: 1280, height: 800 },
            permissions: ["clipboard-read", "clipboard-write"],
        });
        const page = await context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        await page.goto(`${server.address}/?folder=${encodeURIComponent(folder)}`);
        await page.waitForSelector(".monaco-workbench");
        await page.waitForSelector(".explorer-folders-view .monaco-list-row");
        return { ...verbs(page, folder), page, folder, scratch, close };
    } catch (error) {
        await close();
        throw error;
    }
}

async function startServer(program, { scratch, folder, trusted, others }) {
    const env = { HOME: join(scratch, "home"), PATH: "/usr/bin:/bin", SHELL: "/bin/sh", LANG: "C.UTF-8" };
    const places = ["--user-data-dir", join(scratch, "data"), "--extensions-dir", join(scratch, "extensions")];
    for (const vsix of [VSIX, ...others.map((other) => packed(other, scratch))]) {
        node([program, ...places, "--install-extension", vsix], { env });
    }
    const port = await freePort();
    const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"];
    if (trusted) options.push("--disable-workspace-trust");
    const server = spawn(process.execPath, [program, ...options, ...places, folder], {
        env,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true, // its own group, so that nothing it starts is left behind
    });
    let log = "";
    server.stdout.on("data", (data) => (log += data));
    server.stderr.on("data", (data) => (log += data));
    const stop = async () => {
        if (server.exitCode !== null) return;
        const gone = new Promise((resolve) => server.once("exit", resolve));
        process.kill(-server.pid, "SIGTERM");
        await gone;
    };
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
        try {
            await fetch(`http://127.0.0.1:${port}/healthz`);
            return { address: `http://127.0.0.1:${port}`, stop };
        } catch {
            if (Date.now() > end || server.exitCode !== null) {
                await stop();
                throw new Error(`code-server does not answer:\n${log}`);
            }
            await new Promise((resolve) => setTimeout(resolve, 200));
        }
    }
}

/** What a user does in the workbench. */
function verbs(page, folder) {
    /** Calls the quick input with a key, types a query and takes the entry that is labelled so. */
    const pick = async (key, query, label) => {
        const entry = page.locator(".quick-input-list .monaco-list-row", { hasText: label }).first();
        await again(async (brief) => {
            await page.keyboard.press(key);
            const input = page.locator(".quick-input-widget input").first();
            await input.waitFor(brief);
            await input.fill(query);
            await entry.waitFor(brief);
        });
        await entry.click();
    };
    const command = (title) => pick("F1", `>${title}`, title);
    const shoot = async (name) => {
        if (!SHOTS) return;
        mkdirSync(SHOTS, { recursive: true });
        await page.waitForTimeout(500); // what slides in has arrived
        await page.screenshot({ path: join(SHOTS, `${name}.png`) });
    };
    return {
        command,
        /** Opens a file of the folder. Its whole path is given, so that nothing needs to be searched. */
        async open(name) {
            await pick("Control+P", join(folder, name), basename(name));
            await page.locator(`.tab.active[data-resource-name="${basename(name)}"]`).waitFor();
            await page.locator(".monaco-editor .view-line").first().waitFor();
        },
        /** Hovers over a word of the open file and gives back what is shown. */
        async hover(word) {
            const shown = page.locator(".monaco-hover:not(.hidden) .hover-contents");
            await again(async (brief) => {
                await page.mouse.move(0, 0);
                await page.locator(".view-line span span", { hasText: word }).last().hover(brief);
                await shown.first().waitFor(brief);
            });
            return (await shown.allInnerTexts()).join("\n");
        },
        /** Takes a quick fix at a word. */
        async quickFix(word, title) {
            await page.locator(".view-line span span", { hasText: word }).last().click();
            await page.mouse.move(0, 0);
            await page.keyboard.press("Control+.");
            const fixes = page.locator(".action-widget .monaco-list-row");
            await fixes.filter({ hasText: title }).first().waitFor();
            await shoot("quick-fix");
            for (let tries = await fixes.count(); !(await fixes.and(page.locator(".focused")).filter({ hasText: title }).count()); tries--) {
                if (tries === 0) throw new Error(`no way to ${title}`);
                await page.keyboard.press("ArrowDown");
            }
            await page.keyboard.press("Enter");
            await fixes.first().waitFor({ state: "hidden" });
        },
        /** Puts the cursor to a line and column. */
        async goTo(line, column) {
            await again(async (brief) => {
                await page.keyboard.press("Control+G");
                const input = page.locator(".quick-input-widget input").first();
                await input.waitFor(brief);
                await input.fill(`:${line}:${column}`);
                await page.keyboard.press("Enter");
                await page.locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column}` }).waitFor(brief);
            });
        },
        /** Types at the beginning of the open file. */
        async type(text) {
            await page.keyboard.press(FIRST_EDITORS);
            await page.keyboard.press("Control+Home");
            await page.keyboard.type(text);
        },
        /** Replaces all text of the open file. */
        async rewrite(text) {
            await page.keyboard.press(FIRST_EDITORS);
            await page.keyboard.press("Control+A");
            await page.keyboard.insertText(text);
        },
        /** The text that is shown in an editor, all of it where it is short. */
        async text(group = 0) {
            const lines = page.locator(".editor-group-container").nth(group).locator(".view-lines .view-line");
            const placed = await lines.evaluateAll((found) =>
                found.map((line) => ({ top: parseInt(line.style.top, 10), text: line.textContent })),
            );
            placed.sort((one, other) => one.top - other.top);
            return placed.map((line) => line.text).join("\n").replaceAll("\u00a0", " ");
        },
        async save() {
            await page.keyboard.press(FIRST_EDITORS);
            await page.keyboard.press("Control+S");
            await page.locator(".tab.active:not(.dirty)").waitFor();
        },
        /** The texts of the problems that are listed, once one has this text. */
        async problems(text) {
            await command("Problems: Focus on Problems View");
            const rows = page.locator(".markers-panel .monaco-list-row .marker-message-details-container");
            await rows.filter({ hasText: text }).first().waitFor();
            return (await rows.allInnerTexts()).join("\n");
        },
        /** Waits for a notification with this text and gives back all of its text. */
        async notification(text) {
            const shown = page.locator(".notification-toast .notification-list-item", { hasText: text }).first();
            await shown.waitFor();
            return shown;
        },
        /** The entry of the language status with this text. What a hover shows does not change with the state. */
        async status(text) {
            const entry = page.locator(".hover-language-status", { hasText: text }).first();
            await again(async (brief) => {
                await page.mouse.move(0, 0);
                await page.locator("#status\\.languageStatus").hover(brief);
                await entry.waitFor(brief);
            });
            return entry.innerText();
        },
        screenshot: shoot,
    };
}

/** Tries until it works: the workbench may be at something else when it is asked. */
async function again(attempt) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
        try {
            return await attempt({ timeout: BRIEF_MS });
        } catch (error) {
            if (Date.now() > end) throw error;
        }
    }
}

/** Packages a stand-in for an extension of others. */
function packed({ code, ...manifest }, scratch) {
    const cwd = join(scratch, "others", manifest.name);
    const engines = { vscode: "^1.91.0" };
    put(join(cwd, "package.json"), JSON.stringify({ version: "1.0.0", engines, main: "./main.js", ...manifest }));
    put(join(cwd, "main.js"), code);
    put(join(cwd, "README.md"), manifest.name);
    node([VSCE, "package", "--allow-missing-repository", "--skip-license", "--no-dependencies", "--out", `${cwd}.vsix`], { cwd });
    return `${cwd}.vsix`;
}

function node(args, options) {
    const done = spawnSync(process.execPath, args, { encoding: "utf8", ...options });
    if (done.status !== 0) throw new Error(`${args.join(" ")}: ${done.stdout}${done.stderr}`);
}

function put(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
}

async function freePort() {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}
