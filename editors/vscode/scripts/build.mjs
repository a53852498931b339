// Bundles the extension into out/, with what it takes from elsewhere: the schema, our licence and those of its libraries.
//   node scripts/build.mjs [--tests]

import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const root = join(here, "..", "..");
const node = {
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
    absWorkingDir: here,
};

if (process.argv.includes("--tests")) {
    rmSync(join(here, "out", "test"), { recursive: true, force: true });
    const tests = readdirSync(join(here, "test")).filter((name) => name.endsWith(".test.ts"));
    await build({ ...node, entryPoints: tests.map((name) => `test/${name}`), outdir: "out/test" });
} else {
    const outfile = "out/extension.js";
    const { metafile } = await build({ ...node, entryPoints: ["src/extension.ts"], outfile, minify: true, metafile: true });
    mkdirSync(join(here, "schemas"), { recursive: true });
    copyFileSync(join(root, "docs", "agentlint.schema.json"), join(here, "schemas", "agentlint.schema.json"));
    copyFileSync(join(root, "LICENSE"), join(here, "LICENSE"));
    writeFileSync(join(here, "out", "libraries.txt"), licences(Object.keys(metafile.inputs)));
}

/** The licence of each library that is in the bundle, as it wants to be handed on. */
function licences(inputs) {
    const names = inputs.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[0]).filter(Boolean);
    return [...new Set(names)].sort().map(licence).join("\n");
}

function licence(folder) {
    const { name, version } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
    const file = readdirSync(join(here, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} comes without its licence`);
    return `${name} ${version}\n\n${readFileSync(join(here, folder, file), "utf8").trim()}\n\n`;
}
