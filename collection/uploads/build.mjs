/** Bundles what the form uses of Uppy into one file that only loads with the first large file. */

import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));

await esbuild.build({
  absWorkingDir: here,
  entryPoints: ["entry.js"],
  outfile: path.resolve(here, process.argv[2] ?? "../../static/vendor/uppy.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "eof",
});
