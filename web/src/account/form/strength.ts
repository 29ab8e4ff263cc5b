import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

/** How well a password withstands guessing. */
export type Strength = "weak" | "fair" | "strong";

const LEAST_GUESSES = 1e8; // what the service asks for
const MANY_GUESSES = 1e12;
const MOST_READ = 32;

const judge = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Judges a password as the service will, but for the words of a language, which only that has. */
export function strengthOf(password: string, about: readonly string[]): Strength {
  const { guesses } = judge.check(password.slice(0, MOST_READ), [...about, "likewise"]);
  if (guesses < LEAST_GUESSES) return "weak";
  return guesses < MANY_GUESSES ? "fair" : "strong";
}
