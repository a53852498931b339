/**
 * The schema of `agentlint.toml`, for Even Better TOML. That extension takes schemas of others by web address only, and
 * this one is to work without the network: so the schema is associated in the user's settings, if the user wants it.
 */

import { basename } from "node:path";
import * as vscode from "vscode";

const EVEN_BETTER_TOML = "tamasfe.even-better-toml";
const SECTION = "evenBetterToml.schema";
const FILES = "^.*/\\.?agentlint\\.toml$";
const ASKED = "schema.asked";
const YES = "Yes";

export class Schema {
    /** A place that stays the same when the extension is updated. */
    private readonly uri: vscode.Uri;

    constructor(private readonly context: vscode.ExtensionContext) {
        this.uri = vscode.Uri.joinPath(context.globalStorageUri, "agentlint.schema.json");
    }

    /** Asks once, when a configuration is opened and could be checked. */
    async offer(document: vscode.TextDocument): Promise<void> {
        if (!/^\.?agentlint\.toml$/.test(basename(document.fileName)) || !isThere()) return;
        if (this.isAssociated()) return this.copy();
        if (this.context.globalState.get(ASKED)) return;
        await this.context.globalState.update(ASKED, true);
        const question = "Check and complete agentlint.toml by its schema? A line is added to your settings of Even Better TOML.";
        if ((await vscode.window.showInformationMessage(question, YES, "No")) === YES) await this.associate();
    }

    /** Associates the schema, or says what is missing for it. */
    async use(): Promise<void> {
        if (isThere()) await this.associate();
        else void vscode.window.showInformationMessage("agentlint: install the extension Even Better TOML first.");
    }

    private async associate(): Promise<void> {
        await this.copy();
        const settings = vscode.workspace.getConfiguration(SECTION);
        const associations = settings.inspect<Record<string, string>>("associations")?.globalValue;
        const changed = { ...associations, [FILES]: this.uri.toString() };
        await settings.update("associations", changed, vscode.ConfigurationTarget.Global);
    }

    private isAssociated(): boolean {
        const associations = vscode.workspace.getConfiguration(SECTION).get<Record<string, string>>("associations");
        return associations?.[FILES] === this.uri.toString();
    }

    /** Puts the schema of this version in its place. */
    private async copy(): Promise<void> {
        const source = vscode.Uri.joinPath(this.context.extensionUri, "schemas", "agentlint.schema.json");
        await vscode.workspace.fs.copy(source, this.uri, { overwrite: true });
    }
}

function isThere(): boolean {
    return vscode.extensions.getExtension(EVEN_BETTER_TOML) !== undefined;
}
