import type { operating } from "../language/english/operating";
import type { Engine, Imported, Quality, VectorQuality } from "./useOperating";

type Names<Key> = Key extends `remedy_${infer Name}` ? Name : never;
export type ConcernName = Names<keyof typeof operating>;

/** What the words of a concern may speak of; shares are from 0 to 1. */
const NOTHING_SAID = {
  catalogue: "",
  vector: "",
  model: "",
  reason: "",
  count: 0,
  before: 0,
  now: 0,
  share: 0,
  recall: 0,
  held: 0,
};
type Said = Readonly<typeof NOTHING_SAID>;

/** Something that whoever runs the service should look at. */
export interface Concern {
  readonly name: ConcernName;
  readonly said: Said;
  /** What mends it where the service runs; empty where no one command does. */
  readonly command: string;
}

const GROWN = 1.5;
const NEARLY_FULL = 0.9;

/** What of a catalogue needs a look, the gravest first. */
export function concernsOfQuality(quality: Quality): Concern[] {
  const { name, documents, failures, last_failure, indexing, tuned_at, tuned_documents } = quality;
  const tune = `likewise tune ${name}`;
  const found = quality.vectors.flatMap((vector) => concernsOfVector(vector, quality, tune));
  if (failures > 0) found.push(concern("failures", { count: failures, reason: last_failure }));
  if (indexing) found.push(concern("indexing"));
  if (tuned_at === null) found.push(concern("untuned", { catalogue: name }, tune));
  if (tuned_documents !== null && documents > GROWN * tuned_documents)
    found.push(
      concern("grown", { catalogue: name, before: tuned_documents, now: documents }, tune),
    );
  return found;
}

function concernsOfVector(vector: VectorQuality, quality: Quality, tune: string): Concern[] {
  const { name, model, tuning } = vector;
  const held = quality.recall_held;
  const found: Concern[] = [];
  if (!model.at_hand) found.push(concern("model", { vector: name, model: model.name }));
  const least = leastRecall(vector);
  if (held !== null && least !== null && least < held)
    found.push(concern("recall", { vector: name, recall: least, held }, tune));
  if (tuning !== null && tuning.flat !== "")
    found.push(concern("flat", { vector: name, reason: tuning.flat }));
  return found;
}

/** The least recall that was measured of a vector's graph; null where none was. */
export function leastRecall({ tuning }: VectorQuality): number | null {
  const found = tuning?.after.map(({ recall }) => recall) ?? [];
  return found.length === 0 ? null : Math.min(...found);
}

/** What of the last import needs a look. */
export function concernsOfImport(imported: Imported | null): Concern[] {
  if (imported === null) return [];
  const found: Concern[] = [];
  if (imported.problem !== "") found.push(concern("ended", { reason: imported.problem }));
  if (imported.rejected > 0) found.push(concern("rejected", { count: imported.rejected }));
  return found;
}

/** What of Redis needs a look; what it does not tell is no concern. */
export function concernsOfEngine(engine: Engine): Concern[] {
  const { written, append_only, on_timeout_fails, used_bytes, most_bytes, readiness } = engine;
  const found: Concern[] = [];
  const missing = [readiness.redis, readiness.index, readiness.model].find(({ ok }) => !ok);
  if (missing !== undefined) found.push(concern("unready", { reason: missing.detail }));
  if (written === false) found.push(concern("unwritten"));
  if (append_only === false) found.push(concern("unlogged"));
  if (on_timeout_fails === false) found.push(concern("timeouts"));
  const share = used_bytes === null || most_bytes === null ? 0 : used_bytes / most_bytes;
  if (share >= NEARLY_FULL) found.push(concern("memory", { share }));
  return found;
}

function concern(name: ConcernName, said: Partial<Said> = {}, command = ""): Concern {
  return { name, said: { ...NOTHING_SAID, ...said }, command };
}
