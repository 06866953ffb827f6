/** Builds static/embed/: the loader under its promised name, the lightbox under its content's hash, and the manifest. */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(here, process.argv[2] ?? "../../static/embed");
const version = "v1";

/** A stylesheet becomes a minified string, with what it imports put in its place. */
const stylesheets = {
  name: "stylesheets",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { outputFiles } = await esbuild.build({
        entryPoints: [file],
        bundle: true,
        minify: true,
        write: false,
        logLevel: "silent",
      });
      return { contents: outputFiles[0].text.trim(), loader: "text" };
    });
  },
};

/** The second module stays a file of its own, named by its hash, so that an old loader never meets a new lightbox. */
const apart = (name) => ({
  name: "apart",
  setup(build) {
    build.onResolve({ filter: /^\.\/lightbox$/ }, () => ({ path: `./${name}`, external: true }));
  },
});

const bundle = (entry, plugins) =>
  esbuild.build({
    absWorkingDir: here,
    entryPoints: [`src/${entry}.ts`],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022", // What lacks ES2022 lacks adoptedStyleSheets as well.
    charset: "utf8",
    legalComments: "none",
    write: false,
    plugins: [stylesheets, ...plugins],
  });

const lightbox = (await bundle("lightbox", [])).outputFiles[0].contents;
const hash = createHash("sha256").update(lightbox).digest("hex").slice(0, 8);
const lightboxName = `lightbox-${hash}.js`;
const loader = (await bundle("vivavoce", [apart(lightboxName)])).outputFiles[0].contents;

const folder = path.join(out, version);
await mkdir(folder, { recursive: true });
for (const old of await readdir(folder))
  if (/^(vivavoce|lightbox-\w+)\.js$/.test(old)) await rm(path.join(folder, old));

const manifest = {};
for (const [name, contents] of [
  ["vivavoce.js", loader],
  [lightboxName, lightbox],
]) {
  await writeFile(path.join(folder, name), contents);
  const file = `${version}/${name}`;
  manifest[file] = {
    integrity: `sha384-${createHash("sha384").update(contents).digest("base64")}`,
    bytes: contents.length,
  };
}
await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
console.table(manifest);
