import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: "tests/service.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    fileParallelism: false, // one browser at a time, on two cores
  },
});
