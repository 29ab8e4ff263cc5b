import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";

import { answered, client } from "../client/client";
import type { Sought } from "../find/query/sought";
import { askedOf } from "./asked";
import { digestIn, type Judgements, judgementsKey } from "./useJudgements";

/** What is said of an item: a grade, or null to take it back. */
export interface Said {
  readonly id: string;
  readonly grade: number | null;
}

/** The last thing that was said, and what became of it. */
export interface LastSaid extends Said {
  readonly error: Error | null;
}

const NONE: Judgements = { query: null, grades: new Map() };
const JUDGING = ["judging"];

/**
 * Says whether an item is right for what is looked for, or takes back that one has said the same;
 * it shows at once, and is as it was if it fails. What is said goes one after the other, so that
 * the last word counts.
 */
export function useJudge(
  catalogue: string,
  sought: Sought,
  picture: string | null | undefined,
): (id: string, grade: 0 | 1) => void {
  const queries = useQueryClient();
  const asked = askedOf(sought);
  const key = judgementsKey(catalogue, asked);
  const path = "/api/v1/catalogues/{name}/judgements";
  const change = (alter: (before: Judgements) => Judgements): void => {
    queries.setQueryData<Judgements>(key, (before = NONE) => alter(before));
  };
  const { mutate } = useMutation({
    mutationKey: JUDGING,
    scope: { id: "judging" },
    mutationFn: async ({ id, grade }: Said) => {
      if (asked === null) return;
      if (grade === null) {
        const query = queries.getQueryData<Judgements>(key)?.query ?? null;
        if (query === null) return; // nothing of it was ever kept
        const params = { path: { name: catalogue }, query: { query, id } };
        await answered(client.DELETE(path, { params }));
        return;
      }
      const { words, like, unlike, where } = asked;
      const digest = await digestIn(picture);
      const query = { words, like, unlike, where, unlike_words: "", picture: digest || null };
      const params = { path: { name: catalogue } };
      const kept = await answered(client.PUT(path, { params, body: { query, id, grade } }));
      change((before) => ({ ...before, query: kept.query }));
    },
    onMutate: async ({ id, grade }) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<Judgements>(key)?.grades.get(id) ?? null;
      change((all) => withGrade(all, id, grade));
      return before;
    },
    onError: (_error, { id, grade }, before = null) =>
      change((all) => ((all.grades.get(id) ?? null) === grade ? withGrade(all, id, before) : all)),
    onSettled: async () => {
      // While more is under way, what the service would answer is not the last word.
      if (queries.isMutating({ mutationKey: JUDGING }) > 1) return;
      await queries.invalidateQueries({ queryKey: ["judgements"] });
    },
  });
  return (id, grade) => {
    // What is kept now, as two keys may come before the next drawing.
    const before = queries.getQueryData<Judgements>(key)?.grades.get(id);
    const isSame = before !== undefined && before > 0 === grade > 0;
    mutate({ id, grade: isSame ? null : grade });
  };
}

/** The last thing that was said on this page; undefined where nothing was. */
export function useLastSaid(): LastSaid | undefined {
  const all = useMutationState({
    filters: { mutationKey: JUDGING },
    select: ({ state }) => ({ ...(state.variables as Said), error: state.error }),
  });
  return all.at(-1);
}

function withGrade(all: Judgements, id: string, grade: number | null): Judgements {
  const grades = new Map(all.grades);
  if (grade === null) grades.delete(id);
  else grades.set(id, grade);
  return { ...all, grades };
}
