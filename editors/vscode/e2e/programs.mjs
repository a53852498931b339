// What the end-to-end test needs and does not bring along, and where it is looked for.

import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

/** The entry point of code-server, the browser and agentlint; `missing` names what is not there. */
export function programs() {
    const folder = process.env.AGENTLINT_CODE_SERVER;
    const server = folder && join(folder, "node_modules", "code-server", "out", "node", "entry.js");
    const found = {
        codeServer: server && existsSync(server) ? server : undefined,
        browser: [process.env.CHROMIUM ?? "", ...BROWSERS.map(onPath)].find((path) => path && existsSync(path)),
        agentlint: process.env.AGENTLINT && existsSync(process.env.AGENTLINT) ? process.env.AGENTLINT : undefined,
    };
    const wanted = {
        codeServer: "code-server (set AGENTLINT_CODE_SERVER to the folder that npm installed it into)",
        browser: "a Chromium browser (on the PATH, or set CHROMIUM)",
        agentlint: "agentlint (set AGENTLINT to the program)",
    };
    return { ...found, missing: Object.keys(wanted).filter((name) => !found[name]).map((name) => wanted[name]) };
}

function onPath(name) {
    const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
    return folders.map((folder) => join(folder, name)).find(canRun);
}

function canRun(path) {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
