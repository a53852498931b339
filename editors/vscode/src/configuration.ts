/** Which configuration holds for a file, by the rule of `agentlint config`. Pure: files are read through a function. */

import { dirname, join } from "node:path";

const TABLE = /^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*agentlint[ \t]*[\].]/m;

/**
 * The path of the nearest configuration at or above a folder; undefined where there is none. `read` gives the text of
 * a file, undefined where it cannot be read.
 */
export function nearestConfiguration(folder: string, read: (path: string) => string | undefined): string | undefined {
    for (let at = folder; ; at = dirname(at)) {
        for (const name of ["agentlint.toml", ".agentlint.toml"]) {
            if (read(join(at, name)) !== undefined) return join(at, name);
        }
        if (TABLE.test(read(join(at, "pyproject.toml")) ?? "")) return join(at, "pyproject.toml");
        if (at === dirname(at)) return undefined;
    }
}
