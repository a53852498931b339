/** What the user is told where there is no server: what is wrong, and how to get one. */

import * as vscode from "vscode";
import { isPrompt } from "./documents";
import type { State } from "./lifecycle";

const INSTALL_COMMAND = 'pip install "agentlint-cli[server]"';

const COPY = "Copy Command";
const SET_PATH = "Set Path";
const SHOW_LOG = "Show Log";
const RESTART = "Restart";

export class Trouble {
    private told: State["kind"] | undefined;

    constructor(private readonly log: vscode.LogOutputChannel) {}

    /** Tells of a trouble once, and not before a file is open that is surely a prompt. */
    consider(state: State): void {
        if (state.kind === "idle" || state.kind === "running") this.told = undefined;
        if (this.told !== state.kind && vscode.workspace.textDocuments.some(isPrompt)) void this.tell(state);
    }

    /** Tells what is wrong, if anything is, and does what the user chooses. */
    async tell(state: State): Promise<void> {
        const message = describe(state);
        if (message === undefined) return;
        this.told = state.kind;
        const choices = state.kind === "failed" ? [RESTART, SHOW_LOG] : [COPY, SET_PATH];
        switch (await vscode.window.showWarningMessage(message, ...choices)) {
            case COPY:
                return vscode.env.clipboard.writeText(INSTALL_COMMAND);
            case SET_PATH:
                return vscode.commands.executeCommand("workbench.action.openSettings", "agentlint.path");
            case SHOW_LOG:
                return this.log.show();
            case RESTART:
                return vscode.commands.executeCommand("agentlint.restart");
        }
    }
}

function describe(state: State): string | undefined {
    switch (state.kind) {
        case "missing":
            return state.setting === ""
                ? `agentlint was not found in this workspace or on the PATH. Install it with: ${INSTALL_COMMAND}`
                : `agentlint.path is "${state.setting}", and no program is there. Without that setting agentlint is ` +
                      `looked for in the workspace and on the PATH. To install it: ${INSTALL_COMMAND}`;
        case "incomplete":
            return `${state.executable.command} has no language server. Install it with: ${INSTALL_COMMAND}`;
        case "failed":
            return `agentlint does not run: ${state.reason.split("\n", 1)[0] ?? ""}`;
        default:
            return undefined;
    }
}
