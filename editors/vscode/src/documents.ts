/** Which documents are agentlint's. The globs come from the same data as those of the linter (files.json). */

import * as vscode from "vscode";
import files from "./files.json";

/** What is sent to the server: all Markdown, since any of it may be an agent by its header. */
export const SERVED = selector(files.served);

/** What folder and name tell to be a prompt: what the server is started for and what is formatted. */
export const PROMPTS = selector(files.prompts);

/** Whether the document is a good reason to start the server. */
export function isWanted(document: vscode.TextDocument): boolean {
    return isPrompt(document) || (isServed(document) && document.lineAt(0).text.startsWith("---"));
}

export function isPrompt(document: vscode.TextDocument): boolean {
    return vscode.languages.match(PROMPTS, document) > 0;
}

export function isServed(document: vscode.TextDocument): boolean {
    return vscode.languages.match(SERVED, document) > 0;
}

function selector(globs: readonly string[]): { scheme: "file"; pattern: string }[] {
    return globs.map((pattern) => ({ scheme: "file", pattern }));
}
