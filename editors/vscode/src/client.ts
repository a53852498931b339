/** One run of `agentlint server`, from its start to its end. */

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";
import {
    CloseAction,
    DocumentFormattingRequest,
    ErrorAction,
    LanguageClient,
    RevealOutputChannelOn,
} from "vscode-languageclient/node";
import { PROMPTS, SERVED } from "./documents";
import type { Executable } from "./find";
import { type Readings, SHOW_READINGS } from "./readings";

/** Nothing is run in a workspace that the user has not trusted: so plugins that its configuration names may be. */
const ARGUMENTS = ["server", "--stdio", "--allow-plugins"];
const KEPT_LINES = 20;
const MAX_ERRORS = 3;
const START_MS = 20_000;
const GRACE_MS = 1000;

/** A language client whose troubles are told by the extension: in the status item, and once. */
class QuietClient extends LanguageClient {
    override error(message: string, data?: unknown): void {
        super.error(message, data, false);
    }
}

export class Server {
    private readonly client: QuietClient;
    private readonly complaints: string[] = [];
    private process: ChildProcessWithoutNullStreams | undefined;
    private running = false;

    /** `onEnd` is called when a server that ran is gone without having been asked to go. */
    constructor(
        readonly executable: Executable,
        private readonly log: vscode.LogOutputChannel,
        readings: Readings,
        onEnd: () => void,
    ) {
        this.client = new QuietClient("agentlint", "agentlint", () => this.launch(), {
            documentSelector: SERVED,
            outputChannel: log,
            revealOutputChannelOn: RevealOutputChannelOn.Never,
            initializationFailedHandler: () => false,
            errorHandler: {
                error: (_error, _message, count) => ({
                    action: (count ?? 0) <= MAX_ERRORS ? ErrorAction.Continue : ErrorAction.Shutdown,
                    handled: true,
                }),
                closed: () => {
                    if (this.running) onEnd();
                    this.running = false;
                    return { action: CloseAction.DoNotRestart, handled: true };
                },
            },
            middleware: {
                executeCommand: async (command, args, next) => {
                    const answer: unknown = await next(command, args);
                    if (command === SHOW_READINGS) await readings.show(String(args[0]), answer);
                    return answer;
                },
            },
            // Standard error is read by us, from its first line on.
            stdioOptions: { stdout: () => {}, stderr: () => {} },
        });
        this.offerFormattingForPromptsOnly();
    }

    /** The version that the server says it is, "" before it has answered. */
    get version(): string {
        return this.client.initializeResult?.serverInfo?.version ?? "";
    }

    /** The last lines that it wrote to standard error. */
    get lastWords(): string {
        return this.complaints.join("\n");
    }

    /** Whether the server knows a command: an older one may not. */
    offers(command: string): boolean {
        const { executeCommandProvider } = this.client.initializeResult?.capabilities ?? {};
        return executeCommandProvider?.commands.includes(command) ?? false;
    }

    /** Resolves when the server has answered. Rejects, in words for the user, where it does not. */
    async start(): Promise<void> {
        this.log.info(`starting ${[this.executable.command, ...ARGUMENTS].join(" ")} (from: ${this.executable.origin})`);
        const failure = await within(
            START_MS,
            this.client.start().then(
                () => undefined,
                async (error: unknown) => {
                    this.log.debug(String(error));
                    await this.ended();
                    return this.lastWords || "it ended without an answer";
                },
            ),
            `no answer within ${START_MS / 1000} seconds`,
        );
        if (failure !== undefined) throw new Error(failure);
        this.running = true;
    }

    /** Asks the server to end, and sees to it that it does. What it has reported goes with it. */
    async stop(): Promise<void> {
        this.running = false;
        try {
            await this.client.dispose();
        } catch (error) {
            this.log.debug(`while stopping: ${String(error)}`);
            this.process?.kill();
        }
        if (!(await this.ended())) this.process?.kill("SIGKILL");
    }

    /** The edits that format a document. */
    async format(document: vscode.TextDocument, options: vscode.FormattingOptions): Promise<vscode.TextEdit[]> {
        const edits = await this.client.sendRequest(DocumentFormattingRequest.type, {
            textDocument: this.client.code2ProtocolConverter.asTextDocumentIdentifier(document),
            options: this.client.code2ProtocolConverter.asFormattingOptions(options, {}),
        });
        return this.client.protocol2CodeConverter.asTextEdits(edits ?? []);
    }

    private async launch(): Promise<ChildProcessWithoutNullStreams> {
        const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
        const process = spawn(this.executable.command, ARGUMENTS, { cwd });
        createInterface({ input: process.stderr }).on("line", (line) => this.complain(line));
        await once(process, "spawn");
        this.process = process;
        return process;
    }

    /** Whether the process has ended, its last words read; waits a moment for it. */
    private async ended(): Promise<boolean> {
        const { process } = this;
        if (process === undefined) return true;
        if (process.stderr.closed && process.exitCode !== null) return true;
        return within(GRACE_MS, once(process, "close").then(() => true), false);
    }

    /** With two formatters for one file VS Code would ask which one it shall be: other Markdown is left to others. */
    private offerFormattingForPromptsOnly(): void {
        const feature = this.client.getFeature(DocumentFormattingRequest.method);
        const initialize = feature.initialize.bind(feature);
        feature.initialize = (capabilities) => initialize(capabilities, PROMPTS);
    }

    private complain(line: string): void {
        this.log.info(line);
        this.complaints.push(line);
        if (this.complaints.length > KEPT_LINES) this.complaints.shift();
    }
}

/** What a promise gives within a time, else `otherwise`. */
async function within<T, U>(milliseconds: number, promise: Promise<T>, otherwise: U): Promise<T | U> {
    const over = new AbortController();
    const late = setTimeout(milliseconds, otherwise, { signal: over.signal }).catch(() => otherwise);
    return Promise.race([promise, late]).finally(() => over.abort());
}
