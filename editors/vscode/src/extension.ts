/** Entry point: wires documents, settings and commands to the server's lifecycle. */

import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { isWanted } from "./documents";
import { Lifecycle } from "./lifecycle";
import { Python } from "./python";
import { Readings } from "./readings";
import { Schema } from "./schema";
import { Status } from "./status";
import { Trouble } from "./trouble";

let lifecycle: Lifecycle | undefined;

export function activate(context: vscode.ExtensionContext): void {
    const log = vscode.window.createOutputChannel("agentlint", { log: true });
    const python = new Python(log);
    const status = new Status();
    const readings = new Readings();
    const schema = new Schema(context);
    const running = new Lifecycle(log, python, readings);
    lifecycle = running;
    const trouble = new Trouble(log);

    const serve = async (document: vscode.TextDocument): Promise<void> => {
        if (!isEnabled(document.uri) || !isWanted(document)) return;
        await running.ensure();
        trouble.consider(running.state);
    };
    const adapt = async (): Promise<void> => {
        const folders = vscode.workspace.workspaceFolders ?? [undefined];
        if (!folders.some((folder) => isEnabled(folder?.uri))) await running.turnOff();
        else if (running.state.kind !== "idle") await running.restart();
        else await Promise.all(vscode.workspace.textDocuments.map(serve));
    };

    running.onDidChange((state) => {
        status.show(state);
        trouble.consider(state);
    });
    status.show(running.state);
    context.subscriptions.push(
        log,
        python,
        status,
        readings,
        running,
        ...registerCommands(running, schema, trouble, log),
        vscode.workspace.onDidOpenTextDocument(serve),
        vscode.workspace.onDidOpenTextDocument((document) => schema.offer(document)),
        vscode.workspace.onDidChangeConfiguration((change) => {
            if (["enable", "path"].some((name) => change.affectsConfiguration(`agentlint.${name}`))) void adapt();
        }),
        python.onDidChange(async () => {
            const executable = await running.executable();
            const { state } = running;
            if (!("executable" in state) || state.executable.command !== executable?.command) void adapt();
        }),
    );
    vscode.workspace.textDocuments.forEach((document) => void schema.offer(document));
    void adapt();
}

export async function deactivate(): Promise<void> {
    await lifecycle?.close();
}

function isEnabled(place: vscode.Uri | undefined): boolean {
    return vscode.workspace.getConfiguration("agentlint", place).get<boolean>("enable", true);
}
