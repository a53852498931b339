/** The entry under the braces in the status bar: is the server there, which version, and what is wrong if not. */

import * as vscode from "vscode";
import { SERVED } from "./documents";
import type { State } from "./lifecycle";

interface Shown {
    readonly text: string;
    readonly detail?: string;
    readonly severity?: vscode.LanguageStatusSeverity;
    readonly busy?: boolean;
    readonly command: vscode.Command;
}

const SHOW_LOG: vscode.Command = { command: "agentlint.showOutput", title: "Show Log" };
const RESTART: vscode.Command = { command: "agentlint.restart", title: "Restart" };
const INSTALL: vscode.Command = { command: "agentlint.install", title: "How to Install" };
const ENABLE: vscode.Command = {
    command: "workbench.action.openSettings",
    title: "Settings",
    arguments: ["agentlint.enable"],
};

export class Status implements vscode.Disposable {
    private readonly item = vscode.languages.createLanguageStatusItem("agentlint", SERVED);

    constructor() {
        this.item.name = "agentlint";
    }

    show(state: State): void {
        const shown = describe(state);
        this.item.text = shown.text;
        this.item.detail = shown.detail ?? "";
        this.item.severity = shown.severity ?? vscode.LanguageStatusSeverity.Information;
        this.item.busy = shown.busy ?? false;
        this.item.command = shown.command;
    }

    dispose(): void {
        this.item.dispose();
    }
}

function describe(state: State): Shown {
    switch (state.kind) {
        case "idle":
            return { text: "agentlint", detail: "starts with the first prompt file", command: RESTART };
        case "off":
            return { text: "agentlint is off", command: ENABLE };
        case "starting":
            return { text: "agentlint starts", busy: true, command: SHOW_LOG };
        case "running":
            return {
                text: `agentlint ${state.version}`.trim(),
                detail: `from: ${state.executable.origin}`,
                command: SHOW_LOG,
            };
        case "missing":
            return {
                text: "agentlint is not installed",
                detail: state.setting === "" ? "" : `agentlint.path is ${state.setting}`,
                severity: vscode.LanguageStatusSeverity.Error,
                command: INSTALL,
            };
        case "incomplete":
            return {
                text: "agentlint is installed without its server",
                detail: `from: ${state.executable.origin}`,
                severity: vscode.LanguageStatusSeverity.Error,
                command: INSTALL,
            };
        case "failed":
            return {
                text: "agentlint does not run",
                detail: state.reason.split("\n", 1)[0] ?? "",
                severity: vscode.LanguageStatusSeverity.Error,
                command: SHOW_LOG,
            };
    }
}
