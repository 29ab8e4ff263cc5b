import { gzipSync } from "node:zlib";

import type { Plugin, Rolldown } from "vite";

type Bundle = Rolldown.OutputBundle;

/** Fails a build whose first scripts and styles, gzipped, are larger than agreed. */
export function weighed({ mostKilobytes }: { mostKilobytes: number }): Plugin {
  return {
    name: "weighed",
    generateBundle(_, bundle) {
      const names = loadedFirst(bundle);
      const bytes = names.reduce((sum, name) => sum + gzippedBytes(bundle, name), 0);
      const kilobytes = Math.round(bytes / 1000);
      this.info(`${kilobytes} kB gzipped are loaded first`);
      if (kilobytes > mostKilobytes)
        this.error(`${kilobytes} kB gzipped are loaded first, and the most are ${mostKilobytes}`);
    },
  };
}

/** The entry with all that it imports at once, and their styles. */
function loadedFirst(bundle: Bundle): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const chunk = bundle[name];
    if (found.has(name) || chunk?.type !== "chunk") return;
    found.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
    chunk.imports.forEach(visit);
  };
  for (const [name, chunk] of Object.entries(bundle))
    if (chunk.type === "chunk" && chunk.isEntry) visit(name);
  return [...found];
}

function gzippedBytes(bundle: Bundle, name: string): number {
  const file = bundle[name];
  if (file === undefined) return 0;
  return gzipSync(file.type === "chunk" ? file.code : file.source).length;
}
