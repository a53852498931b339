/** The commands of the palette. */

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { nearestConfiguration } from "./configuration";
import { isServed } from "./documents";
import type { Lifecycle } from "./lifecycle";
import { SHOW_READINGS } from "./readings";
import type { Schema } from "./schema";
import type { Trouble } from "./trouble";

const CREATE = "Create One";

/** Registers all commands. */
export function registerCommands(
    lifecycle: Lifecycle,
    schema: Schema,
    trouble: Trouble,
    log: vscode.LogOutputChannel,
): vscode.Disposable[] {
    const commands: Record<string, () => unknown> = {
        restart: () => lifecycle.restart(),
        install: () => showInstallation(lifecycle, trouble),
        showOutput: () => log.show(),
        fixAll: () => withEditor(() => vscode.commands.executeCommand("editor.action.sourceAction", FIX_ALL)),
        format: () => withEditor((editor) => format(editor, lifecycle)),
        readings: () => withEditor((editor) => showReadings(editor, lifecycle)),
        openConfiguration: () => openConfiguration(lifecycle),
        useSchema: () => schema.use(),
    };
    return Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`agentlint.${name}`, run));
}

const FIX_ALL = { kind: "source.fixAll.agentlint", apply: "first" };

/** Runs something on the file that is being edited, or says that none is one for agentlint. */
async function withEditor(run: (editor: vscode.TextEditor) => unknown): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined && isServed(editor.document)) await run(editor);
    else void vscode.window.showInformationMessage("agentlint: open a prompt file first.");
}

/** Formats with agentlint, whichever formatter is the default for the language. */
async function format({ document, options }: vscode.TextEditor, lifecycle: Lifecycle): Promise<void> {
    await lifecycle.ensure();
    const edits = await lifecycle.running?.format(document, {
        tabSize: Number(options.tabSize),
        insertSpaces: options.insertSpaces === true,
    });
    if (edits === undefined || edits.length === 0) return;
    const change = new vscode.WorkspaceEdit();
    change.set(document.uri, edits);
    await vscode.workspace.applyEdit(change);
}

async function showReadings({ document }: vscode.TextEditor, lifecycle: Lifecycle): Promise<void> {
    await lifecycle.ensure();
    const { running } = lifecycle;
    if (running === undefined) return;
    if (running.offers(SHOW_READINGS)) {
        await vscode.commands.executeCommand(SHOW_READINGS, document.uri.toString());
    } else {
        void vscode.window.showInformationMessage(`agentlint ${running.version} cannot show this.`);
    }
}

async function showInstallation(lifecycle: Lifecycle, trouble: Trouble): Promise<void> {
    await lifecycle.ensure();
    const { state } = lifecycle;
    if (state.kind === "running") {
        void vscode.window.showInformationMessage(`agentlint ${state.version} runs: ${state.executable.command}`);
    } else {
        await trouble.tell(state);
    }
}

/** Opens the configuration that holds for the open file, or offers to write a first one. */
async function openConfiguration(lifecycle: Lifecycle): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const file = document?.uri.scheme === "file" ? document.uri : undefined;
    const workspace =
        (file && vscode.workspace.getWorkspaceFolder(file)) ?? vscode.workspace.workspaceFolders?.[0];
    const folder = file ? dirname(file.fsPath) : workspace?.uri.fsPath;
    if (folder === undefined) {
        void vscode.window.showInformationMessage("agentlint: open a folder first.");
        return;
    }
    const found = nearestConfiguration(folder, (path) => {
        try {
            return readFileSync(path, "utf8");
        } catch {
            return undefined;
        }
    });
    const path = found ?? (await offerConfiguration(workspace?.uri.fsPath ?? folder, lifecycle));
    if (path !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(path));
}

/** Has `agentlint init` look at the project and write a configuration, if the user wants it; gives back its path. */
async function offerConfiguration(folder: string, lifecycle: Lifecycle): Promise<string | undefined> {
    const question = `${basename(folder)} has no agentlint.toml: the defaults hold.`;
    if ((await vscode.window.showInformationMessage(question, CREATE)) !== CREATE) return undefined;
    const executable = await lifecycle.executable();
    if (executable === undefined) {
        await vscode.commands.executeCommand("agentlint.install");
        return undefined;
    }
    try {
        await promisify(execFile)(executable.command, ["init", folder], { cwd: folder });
        return vscode.Uri.joinPath(vscode.Uri.file(folder), "agentlint.toml").fsPath;
    } catch (error) {
        void vscode.window.showErrorMessage(`agentlint init: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
    }
}
