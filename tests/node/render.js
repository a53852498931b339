// Renders Markdown with commonmark.js: a JSON list of texts on standard input, a JSON list of HTML on standard output.
// With the argument `spec` it prints the examples of the CommonMark specification instead.
"use strict";

const fs = require("node:fs");

if (process.argv[2] === "spec") {
  const { tests } = require("commonmark-spec");
  process.stdout.write(JSON.stringify(tests.map(({ markdown, number, section }) => ({ markdown, number, section }))));
} else {
  const { HtmlRenderer, Parser } = require("commonmark");
  const parser = new Parser();
  const renderer = new HtmlRenderer();
  const texts = JSON.parse(fs.readFileSync(0, "utf8"));
  process.stdout.write(JSON.stringify(texts.map((text) => renderer.render(parser.parse(text)))));
}
