/** Where the user's `agentlint` may be. Pure: nothing is looked at. */

import { posix, win32 } from "node:path";

export type Origin = "agentlint.path" | "workspace" | "Python extension" | "PATH";

export interface Executable {
    /** Absolute path. */
    readonly command: string;
    readonly origin: Origin;
}

export interface Places {
    readonly platform: NodeJS.Platform;
    /** The setting `agentlint.path`, "" where it is not set. */
    readonly setting: string;
    /** Folders of the workspace, in its order. */
    readonly folders: readonly string[];
    readonly home: string;
    /** The interpreter that the Python extension has selected. */
    readonly python?: string | undefined;
    /** The environment variable PATH. */
    readonly path: string;
}

/** Where `agentlint` may be, the best place first. What the user has set is the only place then. */
export function candidates(places: Places): Executable[] {
    const { join, dirname, isAbsolute, delimiter } = places.platform === "win32" ? win32 : posix;
    const name = places.platform === "win32" ? "agentlint.exe" : "agentlint";
    const scripts = places.platform === "win32" ? "Scripts" : "bin";
    const onPath = (file: string, origin: Origin): Executable[] =>
        places.path
            .split(delimiter)
            .filter((folder) => isAbsolute(folder))
            .map((folder) => ({ command: join(folder, file), origin }));

    const setting = expand(places.setting.trim(), places);
    if (setting !== "") {
        if (isAbsolute(setting)) return [{ command: setting, origin: "agentlint.path" }];
        if (!/[\\/]/.test(setting)) return onPath(setting, "agentlint.path");
        return places.folders.map((folder) => ({ command: join(folder, setting), origin: "agentlint.path" }));
    }
    const found: Executable[] = [];
    for (const folder of places.folders) {
        for (const environment of [".venv", "venv"]) {
            found.push({ command: join(folder, environment, scripts, name), origin: "workspace" });
        }
    }
    if (places.python !== undefined && isAbsolute(places.python)) {
        found.push({ command: join(dirname(places.python), name), origin: "Python extension" });
    }
    return [...found, ...onPath(name, "PATH")];
}

function expand(setting: string, places: Places): string {
    if (setting === "~" || /^~[\\/]/.test(setting)) return places.home + setting.slice(1);
    return setting.replaceAll("${userHome}", places.home).replaceAll("${workspaceFolder}", places.folders[0] ?? "");
}
