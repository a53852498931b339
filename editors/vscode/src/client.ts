/** One run of `agentlint server`, from its start to its end. */

import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import type * as vscode from "vscode";
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

const KEPT_LINES = 20;
const KEPT_ERRORS = 3;
const LAST_WORDS_MS = 1000;

/** A language client whose troubles are told by the extension: in the status item, and once. */
class QuietClient extends LanguageClient {
    override error(message: string, data?: unknown): void {
        super.error(message, data, false);
    }
}

export class Server {
    private readonly client: QuietClient;
    private readonly complaints: string[] = [];
    private saidAll: Promise<void> = Promise.resolve();
    private running = false;

    /** `onEnd` is called when a server that ran is gone without having been asked to go. */
    constructor(
        readonly executable: Executable,
        private readonly log: vscode.LogOutputChannel,
        readings: Readings,
        onEnd: () => void,
    ) {
        this.client = new QuietClient(
            "agentlint",
            "agentlint",
            { command: executable.command, args: ["server", "--stdio"] },
            {
                documentSelector: SERVED,
                outputChannel: log,
                revealOutputChannelOn: RevealOutputChannelOn.Never,
                initializationFailedHandler: () => false,
                errorHandler: {
                    error: (_error, _message, count) => ({
                        action: (count ?? 0) <= KEPT_ERRORS ? ErrorAction.Continue : ErrorAction.Shutdown,
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
                stdioOptions: {
                    stdout: () => {},
                    stderr: (stream) => {
                        const lines = createInterface({ input: stream }).on("line", (line) => this.complain(line));
                        this.saidAll = new Promise((resolve) => lines.once("close", resolve));
                    },
                },
            },
        );
        this.offerFormattingForPromptsOnly();
    }

    /** The version that the server says it is, "" before it has answered. */
    get version(): string {
        return this.client.initializeResult?.serverInfo?.version ?? "";
    }

    /** The last lines that a server wrote to standard error that has ended or is about to. */
    async lastWords(): Promise<string> {
        await Promise.race([this.saidAll, setTimeout(LAST_WORDS_MS)]);
        return this.complaints.join("\n");
    }

    /** Whether the server knows a command: an older one may not. */
    offers(command: string): boolean {
        const { executeCommandProvider } = this.client.initializeResult?.capabilities ?? {};
        return executeCommandProvider?.commands.includes(command) ?? false;
    }

    /** Resolves when the server has answered. Rejects where it could not be started. */
    async start(): Promise<void> {
        this.log.info(`starting ${this.executable.command} server --stdio (from: ${this.executable.origin})`);
        await this.client.start();
        this.running = true;
    }

    /** Asks the server to end, and sees to it that it does. What it has reported goes with it. */
    async stop(): Promise<void> {
        this.running = false;
        try {
            await this.client.dispose();
        } catch (error) {
            this.log.debug(`while stopping: ${String(error)}`);
        }
    }

    /** The edits that format a document. */
    async format(document: vscode.TextDocument, options: vscode.FormattingOptions): Promise<vscode.TextEdit[]> {
        const edits = await this.client.sendRequest(DocumentFormattingRequest.type, {
            textDocument: this.client.code2ProtocolConverter.asTextDocumentIdentifier(document),
            options: this.client.code2ProtocolConverter.asFormattingOptions(options, {}),
        });
        return this.client.protocol2CodeConverter.asTextEdits(edits ?? []);
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
