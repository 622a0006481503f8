// Builds the pages into service/http/static, with hashed names, and the licences of what they hold.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { BundledPackages } from "./licences.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const target = fileURLToPath(new URL("../../service/http/static", import.meta.url));

/** Libraries say "use client" for servers that render React; there is none here. */
function reportUnlessDirective(level, log, report) {
  if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
}

/** Swagger UI is compiled for React 18, whose elements React 19 refuses; GraphiQL has React 19. */
const react18 = [{ find: /^(react|react-dom)(?=\/|$)/, replacement: "$1-18" }];

const pages = {
  graphiql: { input: "graphiql/main.tsx" },
  docs: { input: "docs/main.ts", alias: react18 },
  explorer: { input: "explorer/main.tsx" },
};

process.chdir(web);
const packages = new BundledPackages();
for (const [page, { input, alias }] of Object.entries(pages)) {
  await build({
    root: web,
    configFile: false,
    // Relative, so that the files work wherever the server mounts them.
    base: "./",
    resolve: { alias },
    plugins: [packages.plugin()],
    worker: { format: "es", plugins: () => [packages.plugin()] },
    build: {
      outDir: `${target}/${page}`,
      emptyOutDir: true,
      assetsDir: ".",
      // The server finds the hashed names here.
      manifest: "manifest.json",
      // Data: addresses would need an exception in the content security policy.
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      rolldownOptions: { input, onLog: reportUnlessDirective },
      chunkSizeWarningLimit: 5000,
    },
  });
}
await writeFile(`${target}/THIRD_PARTY_LICENSES.txt`, await packages.licences());
