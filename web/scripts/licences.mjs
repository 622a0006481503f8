// Collects the licence of every package that a bundle reads from, whatever the kind of file.
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";

const LICENCE_FILE = /^(licen[cs]e|copying|notice|thirdpartynotices)([.-].*)?$/i;

/** The packages that were bundled, and Vite plugins that fill it. */
export class BundledPackages {
  #folders = new Set();

  /** @returns {import("vite").Plugin} A plugin for one bundle, a page's or a worker's. */
  plugin() {
    const folders = this.#folders;
    return {
      name: "bundled-packages",
      async generateBundle(_options, bundle) {
        for (const id of this.getModuleIds()) add(folders, id);
        for (const file of Object.values(bundle)) {
          // Fonts and images never become modules; their path is all that is known of them.
          for (const name of file.originalFileNames ?? []) add(folders, join(process.cwd(), name));
        }
      },
    };
  }

  /** @returns {Promise<string>} The licence texts, each under the packages that come with it, by name. */
  async licences() {
    const holders = new Map();
    for (const folder of [...this.#folders].sort()) {
      const { title, text } = await licenceOf(folder);
      holders.set(text, [...(holders.get(text) ?? []), title]);
    }
    const rule = "=".repeat(100);
    return [...holders]
      .map(([text, titles]) => `${rule}\n${[...new Set(titles)].join("\n")}\n${rule}\n\n${text}\n`)
      .join("\n");
  }
}

/** The name, version and declared licence of the package in a folder, and the texts that it carries. */
async function licenceOf(folder) {
  const { name, version, author, homepage, license, licenses } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  );
  // Packages from before SPDX expressions list objects.
  const declared = license?.type ?? license ?? licenses?.map(({ type }) => type).join(" OR ");
  const texts = [];
  for (const file of (await readdir(folder)).sort()) {
    if (LICENCE_FILE.test(file))
      texts.push((await readFile(join(folder, file), "utf8")).replaceAll("\r\n", "\n").trim());
  }
  if (!declared && !texts.length) throw new Error(`${name} ${version} names no licence.`);
  const maker = author?.name ?? author ?? homepage ?? "its authors";
  return {
    title: `${name} ${version} (${declared ?? "see below"})`,
    text: texts.join("\n\n") || `By ${maker}. The package carries no licence text; it declares: ${declared}.`,
  };
}

/** Adds the folder of the package that a file belongs to, if it is one of node_modules. */
function add(folders, id) {
  const path = id.replace(/^\0/, "").replace(/\?.*$/, "");
  const marker = `${sep}node_modules${sep}`;
  const start = path.lastIndexOf(marker);
  if (start < 0) return;
  const [first, second] = path.slice(start + marker.length).split(sep);
  folders.add(join(path.slice(0, start + marker.length), first.startsWith("@") ? join(first, second) : first));
}
