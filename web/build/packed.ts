import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

import type { Plugin } from "vite";

/** Writes each script and style a second time, packed by Brotli, for the service to send. */
export function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    writeBundle({ dir = "." }) {
      const assets = join(dir, "assets");
      for (const name of readdirSync(assets).filter((each) => /\.(js|css)$/.test(each))) {
        const file = join(assets, name);
        writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
      }
    },
  };
}
