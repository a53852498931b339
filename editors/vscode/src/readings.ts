/** Shows what each host reads of a file: the answer of the server's command, as a page beside the file. */

import { basename } from "node:path";
import * as vscode from "vscode";

/** The server's command. The language client registers it, also for the line that the server puts above a file. */
export const SHOW_READINGS = "agentlint.showReadings";

const SCHEME = "agentlint-readings";

export class Readings implements vscode.TextDocumentContentProvider, vscode.Disposable {
    private readonly changed = new vscode.EventEmitter<vscode.Uri>();
    readonly onDidChange = this.changed.event;
    private readonly pages = new Map<string, string>();
    private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

    provideTextDocumentContent(uri: vscode.Uri): string {
        return this.pages.get(uri.toString()) ?? "";
    }

    /** Shows the server's answer about a document. */
    async show(document: string, answer: unknown): Promise<void> {
        const name = basename(vscode.Uri.parse(document).path);
        const text = pageOf(answer);
        if (text === undefined) {
            void vscode.window.showInformationMessage(`No host is known to read ${name}.`);
            return;
        }
        const uri = vscode.Uri.from({ scheme: SCHEME, path: `/What hosts read of ${name}`, query: document });
        this.pages.set(uri.toString(), text);
        this.changed.fire(uri);
        await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
    }

    dispose(): void {
        this.registration.dispose();
        this.changed.dispose();
    }
}

function pageOf(answer: unknown): string | undefined {
    if (typeof answer !== "object" || answer === null || !("text" in answer)) return undefined;
    return typeof answer.text === "string" ? answer.text : undefined;
}
