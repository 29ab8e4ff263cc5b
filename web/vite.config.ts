import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { packed } from "./build/packed.ts";
import { weighed } from "./build/weighed.ts";

const SERVICE = "http://127.0.0.1:8484";

export default defineConfig({
  plugins: [react(), weighed({ mostKilobytes: 300 }), packed()],
  // The service puts each answer's own nonce in its place.
  html: { cspNonce: "__NONCE__" },
  build: {
    outDir: "../src/likewise/service/page",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy takes files, not data
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { "/api": SERVICE } },
});
