// Bundles src/ and the libraries into one script, and writes it with the licences of what is in it into a folder: that
// of the package's assets, or the one that is named.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const folder = process.argv[2] ?? "../../agentlint/fleet/assets";

const result = await build({
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  write: false,
});

const packages = Object.keys(result.metafile.inputs)
  .map((path) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1])
  .filter(Boolean);
const licences = new Map();
for (const path of [...new Set(packages)].sort()) {
  const { name, version } = JSON.parse(await readFile(join(path, "package.json"), "utf8"));
  const text = (await readFile(join(path, "LICENSE"), "utf8")).replaceAll("\r\n", "\n").trim();
  licences.set(text, [...(licences.get(text) ?? []), `${name} ${version}`]);
}
const notice = [...licences].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`).join("\n\n");
await writeFile(join(folder, "LICENSES.txt"), notice);
await writeFile(join(folder, "map.js"), result.outputFiles[0].text);
