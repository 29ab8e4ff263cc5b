import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: "tests/service.ts",
    expect: { poll: { timeout: 8000, interval: 50 } },
    testTimeout: 30_000,
    retry: 1, // a browser on a busy machine may be late once
    hookTimeout: 60_000,
    maxWorkers: 2, // a browser each
  },
});
