import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the service listens that has the tests' catalogues. */
    address: string;
    /** Where another listens that has the same, and lets only those look who have signed in. */
    closed: string;
    /** Its folder, for `likewise` beside it. */
    home: string;
  }
}

export const ACCOUNT = { email: "ann@shop.example", password: "a long enough password" };
export const ADMINISTRATOR = { email: "root@shop.example", password: ACCOUNT.password };

const ROOT = resolve(import.meta.dirname, "../..");
/** Kept between runs, as the package index is slow; ignored by git. */
const MODELS = join(ROOT, ".models");
const BIN = join(ROOT, ".venv/bin");

/** Starts a service with catalogues of its own, and ends it after the last test. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), "likewise-page-"));
  mkdirSync(MODELS, { recursive: true });
  symlinkSync(MODELS, join(home, "models"));
  const env = { ...process.env, LIKEWISE_HOME: home, NO_COLOR: "1" };
  const run = (program: string, args: string[], input = ""): void => {
    execFileSync(join(BIN, program), args, { env, input, cwd: ROOT, stdio: "pipe" });
  };
  const source = join(home, "source");
  run("python", ["web/tests/catalogue.py", source]);
  run("likewise", ["import", join(source, "words.csv"), "--yes"]);
  run("likewise", ["import", join(source, "things.csv"), "--yes"]);
  run("likewise", ["import", join(source, "gadgets.toml"), "--yes"]);
  run("likewise", ["tune", "things"]);
  run("likewise", ["map", "things", "--vector", "image"]);
  run("likewise", ["map", "things"]);
  run("likewise", ["tune", "gadgets"]);
  run("likewise", ["users", "create", ACCOUNT.email, "--password-stdin"], ACCOUNT.password);
  const administrator = ["users", "create", ADMINISTRATOR.email, "--admin", "--password-stdin"];
  run("likewise", administrator, ADMINISTRATOR.password);
  const serve = (...more: string[]): ChildProcess =>
    spawn(join(BIN, "likewise"), ["serve", "--port", "0", "-c", "things", ...more], {
      env,
      stdio: ["ignore", "pipe", "ignore"],
    });
  const services = [serve(), serve("--closed", "--no-docs")] as const;
  const [service, closed] = services;
  project.provide("home", home);
  project.provide("address", await addressOf(service));
  project.provide("closed", await addressOf(closed));
  return async () => {
    await Promise.all(services.map(end));
    run("likewise", ["server", "stop"]);
    rmSync(home, { recursive: true });
  };
}

async function end(service: ChildProcess): Promise<void> {
  const ended = new Promise((resolve_) => service.once("exit", resolve_));
  service.kill("SIGTERM");
  await ended;
}

async function addressOf(service: ChildProcess): Promise<string> {
  if (service.stdout === null) throw new Error("the service has no output");
  for await (const line of createInterface(service.stdout)) {
    const found = /http:\/\/\S+/.exec(line)?.[0];
    if (found !== undefined) return found;
  }
  throw new Error("the service does not start");
}
