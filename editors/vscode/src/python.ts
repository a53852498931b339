/** The interpreter that is selected in the Python extension, where that is installed. */

import * as vscode from "vscode";

const EXTENSION = "ms-python.python";

/** The part of the Python extension's interface that is used here. */
interface PythonApi {
    readonly environments?: {
        getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
        resolveEnvironment(environment: {
            readonly path: string;
        }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
        readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
    };
}

export class Python implements vscode.Disposable {
    private readonly changed = new vscode.EventEmitter<void>();
    /** Another interpreter was selected. */
    readonly onDidChange = this.changed.event;
    private subscription: vscode.Disposable | undefined;

    constructor(private readonly log: vscode.LogOutputChannel) {}

    /** Path of the interpreter for a folder; undefined without the extension or where it knows none. */
    async selected(folder: vscode.Uri | undefined): Promise<string | undefined> {
        const extension = vscode.extensions.getExtension<PythonApi>(EXTENSION);
        if (extension === undefined) return undefined;
        try {
            const { environments } = await extension.activate();
            if (environments === undefined) return undefined;
            this.subscription ??= environments.onDidChangeActiveEnvironmentPath(() => this.changed.fire());
            const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
            return environment?.executable.uri?.fsPath;
        } catch (error) {
            this.log.warn(`the Python extension did not answer: ${String(error)}`);
            return undefined;
        }
    }

    dispose(): void {
        this.subscription?.dispose();
        this.changed.dispose();
    }
}
