// Reads a list of files, one path a line on standard input, and prints what gray-matter makes of each: one JSON object a line.
"use strict";

const fs = require("node:fs");
const matter = require("gray-matter");

// A Map, a Date, NaN and undefined do not survive JSON by themselves.
function plain(value, seen = new Set()) {
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (value === undefined) return { $undefined: true };
  if (value === null || typeof value !== "object") return value;
  if (Buffer.isBuffer(value)) return { $bytes: value.toString("base64") };
  if (seen.has(value)) return { $cycle: true };
  seen.add(value);
  const copy = Array.isArray(value)
    ? value.map((item) => plain(item, seen))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, seen)]));
  seen.delete(value);
  return copy;
}

for (const path of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  let row;
  try {
    // With an options object gray-matter leaves its cache alone, which remembers half a result of a text that threw.
    const { data, content, matter: header } = matter(fs.readFileSync(path, "utf8"), {});
    row = { path, data: plain(data), content, header };
  } catch (error) {
    row = { path, error: String(error.name || "Error"), message: String(error.message).split("\n")[0] };
  }
  process.stdout.write(JSON.stringify(row) + "\n");
}
