/** Starts, stops and restarts the server, and knows how it is. */

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { Server } from "./client";
import { candidates, type Executable } from "./find";
import type { Python } from "./python";
import type { Readings } from "./readings";

export type State =
    | { readonly kind: "idle" | "off" }
    | { readonly kind: "starting"; readonly executable: Executable }
    | { readonly kind: "running"; readonly executable: Executable; readonly version: string }
    /** Nothing was found. `setting` is what `agentlint.path` says, "" where it says nothing. */
    | { readonly kind: "missing"; readonly setting: string }
    /** Found, but installed without what a server needs. */
    | { readonly kind: "incomplete"; readonly executable: Executable }
    | { readonly kind: "failed"; readonly executable: Executable; readonly reason: string };

const MAX_CRASHES = 4;
const CRASH_WINDOW_MS = 180_000;

export class Lifecycle implements vscode.Disposable {
    private readonly changed = new vscode.EventEmitter<State>();
    readonly onDidChange = this.changed.event;
    private current: State = { kind: "idle" };
    private server: Server | undefined;
    private crashes: number[] = [];
    /** What is being done, so that one thing happens after the other. */
    private queue: Promise<void> = Promise.resolve();

    constructor(
        private readonly log: vscode.LogOutputChannel,
        private readonly python: Python,
        private readonly readings: Readings,
    ) {}

    get state(): State {
        return this.current;
    }

    /** The server that runs, if one does. */
    get running(): Server | undefined {
        return this.current.kind === "running" ? this.server : undefined;
    }

    /** Starts the server, unless it runs or has failed in a way that waiting does not mend. */
    async ensure(): Promise<void> {
        return this.enqueue(async () => {
            if (this.current.kind === "idle" || this.current.kind === "missing") await this.start();
        });
    }

    /** Ends the server and starts it again, whatever happened before. */
    async restart(): Promise<void> {
        this.crashes = [];
        return this.enqueue(async () => {
            await this.end();
            await this.start();
        });
    }

    /** Ends the server, and starts it no more before the next `restart`. */
    async turnOff(): Promise<void> {
        return this.enqueue(async () => {
            await this.end();
            this.set({ kind: "off" });
        });
    }

    /** Ends the server with the extension; waits for it. */
    async close(): Promise<void> {
        return this.enqueue(() => this.end());
    }

    /** The executable that would be started now. */
    async executable(): Promise<Executable | undefined> {
        const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
        const places = {
            platform: process.platform,
            setting: setting(),
            folders: folders.filter((folder) => folder.scheme === "file").map((folder) => folder.fsPath),
            home: homedir(),
            python: await this.python.selected(folders[0]),
            path: process.env["PATH"] ?? "",
        };
        const found = candidates(places);
        const executable = found.find((candidate) => canRun(candidate.command));
        if (executable === undefined) {
            const looked = found.map((candidate) => `\n  ${candidate.command} (${candidate.origin})`);
            this.log.warn(`agentlint was not found. Looked for:${looked.join("")}`);
        }
        return executable;
    }

    dispose(): void {
        this.changed.dispose();
    }

    private enqueue(work: () => Promise<void>): Promise<void> {
        this.queue = this.queue.then(work).catch((error: unknown) => this.log.error(String(error)));
        return this.queue;
    }

    private async start(): Promise<void> {
        const executable = await this.executable();
        if (executable === undefined) {
            this.set({ kind: "missing", setting: setting() });
            return;
        }
        this.set({ kind: "starting", executable });
        const server = new Server(executable, this.log, this.readings, () => this.crashed());
        this.server = server;
        try {
            await server.start();
            this.set({ kind: "running", executable, version: server.version });
        } catch (error) {
            this.server = undefined;
            await server.stop();
            const reason = error instanceof Error ? error.message : String(error);
            const incomplete = reason.includes("agentlint-cli[server]");
            this.set(incomplete ? { kind: "incomplete", executable } : { kind: "failed", executable, reason });
        }
    }

    private async end(): Promise<void> {
        const server = this.server;
        this.server = undefined;
        await server?.stop();
        this.set({ kind: "idle" });
    }

    private crashed(): void {
        const server = this.server;
        if (server === undefined) return;
        const now = Date.now();
        this.crashes = [...this.crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
        const often = this.crashes.length > MAX_CRASHES;
        this.log.error(`the server ended by itself${often ? ` ${this.crashes.length} times; it stays ended` : ""}`);
        void this.enqueue(async () => {
            await this.end();
            if (often) {
                const reason = server.lastWords || "the server ended again and again";
                this.set({ kind: "failed", executable: server.executable, reason });
            } else {
                await this.start();
            }
        });
    }

    private set(state: State): void {
        this.current = state;
        this.changed.fire(state);
    }
}

function setting(): string {
    return vscode.workspace.getConfiguration("agentlint").get<string>("path", "");
}

function canRun(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
    } catch {
        return false;
    }
}
