import { describe, expect, test } from "vitest";

import { labelOf } from "../src/catalogue/localised";
import { rangeOf, stepOf } from "../src/find/facets/range";
import { addressOf, soughtIn } from "../src/find/query/address";
import { type Condition, conditionOf, lineOf, withCondition } from "../src/find/query/filter";
import { NOTHING, type Sought } from "../src/find/query/sought";
import { askedOf, digestOf } from "../src/judging/asked";
import { addressOfAsked } from "../src/judging/list/asking";
import { concernsOfEngine, concernsOfImport, concernsOfQuality } from "../src/operating/concerns";
import { bytes, duration } from "../src/operating/figures";
import type { Engine, Imported, Quality } from "../src/operating/useOperating";

describe("a filter's line", () => {
  const lines: readonly (readonly [Condition, string])[] = [
    [{ kind: "tags", field: "kind", tags: ["lamp"] }, "kind=lamp"],
    [{ kind: "tags", field: "brand", tags: ["Van Heusen", "Nike"] }, "brand=Van Heusen,Nike"],
    [{ kind: "tags", field: "brand", tags: ['a "b", c'] }, String.raw`brand="a \"b\", c"`],
    [{ kind: "tags", field: "brand", tags: ["this or that"] }, 'brand="this or that"'],
    [{ kind: "tags", field: "Preis in €", tags: ["x=1"] }, '"Preis in €"="x=1"'],
    [{ kind: "tags", field: "类别", tags: ["灯具"] }, "类别=灯具"],
    [{ kind: "range", field: "price", low: "10", high: "80.5" }, "price=10..80.5"],
    [{ kind: "range", field: "price", low: "-5", high: "" }, "price>=-5"],
    [{ kind: "range", field: "added", low: "", high: "2024-03-01" }, "added<=2024-03-01"],
    [
      { kind: "near", field: "shop", kilometres: 5, longitude: 2.35, latitude: -48.85 },
      "shop~5km@2.35,-48.85",
    ],
  ];
  test.each(lines)("says %o and reads back as it", (condition, line) => {
    expect(lineOf(condition)).toBe(line);
    expect(conditionOf(line)).toEqual(condition);
  });

  test.each(["a=1 or b=2", "price>5", "-brand=Nike", "has:brand", "name~oak table", "(a=1)", ""])(
    "that the controls cannot say is none of theirs: %s",
    (line) => expect(conditionOf(line)).toBeNull(),
  );

  test("is replaced among the others, which stay", () => {
    const lines_ = ["kind=lamp", "price>=5", "a=1 or b=2"];
    const condition: Condition = { kind: "tags", field: "kind", tags: ["sofa"] };
    expect(withCondition(lines_, "kind", condition)).toEqual([
      "price>=5",
      "a=1 or b=2",
      "kind=sofa",
    ]);
    expect(withCondition(lines_, "kind", null)).toEqual(["price>=5", "a=1 or b=2"]);
  });
});

describe("an address", () => {
  test("says all that is looked for, and reads back as it", () => {
    const sought: Sought = {
      words: "红色 & red",
      picture: "0123456789abcdef",
      mix: 0.25,
      like: ["a/b#1", "2"],
      unlike: ["3"],
      by: ["image"],
      where: ["kind=lamp,sofa", "price>=5"],
      sort: "-price",
      onlyRelevant: true,
      layout: "list",
      judging: true,
      item: "7",
      compare: ["1", "2"],
    };
    expect(soughtIn(addressOf(sought))).toEqual(sought);
  });

  test("is empty where nothing is looked for, and nonsense is nothing", () => {
    expect(addressOf(NOTHING)).toBe("");
    expect(soughtIn("?mix=7&layout=round&absent=1")).toEqual(NOTHING);
  });
});

describe("a range", () => {
  test.each([
    [[0, 1720], 10],
    [[0, 1], 0.005],
    [[2010, 2024], 0.1],
  ] as const)("from %o has steps of %d", ([low, high], step) => {
    expect(stepOf([low, high])).toBeCloseTo(step, 9);
  });

  test("has no bound where it is the whole's", () => {
    expect(rangeOf("price", [0, 100], [0, 100])).toBeNull();
    expect(rangeOf("price", [0, 50], [0, 100])).toEqual({
      kind: "range",
      field: "price",
      low: "",
      high: "50",
    });
  });

  test("is written as a filter reads it", () => {
    const found = rangeOf("mass", [0.1 + 0.2, 1e21], [0, 2e21]);
    expect(found).toEqual({
      kind: "range",
      field: "mass",
      low: "0.3",
      high: "1000000000000000000000",
    });
  });
});

test.each([
  ["baseColour", "Base colour"],
  ["base_color", "Base color"],
  ["sub-category", "Sub category"],
  ["productID", "Product ID"],
  ["价格", "价格"],
])("the column %s is called %s", (name, label) => {
  expect(labelOf(name)).toBe(label);
});

describe("what needs a look", () => {
  const reading = { share: null, recall: 0.99, doubt: 0.001, p50_ms: 1, p95_ms: 2 };
  const setting = { ef_runtime: 50, policy: "auto", batch_size: null };
  const tuning = { unfiltered: setting, steps: [], before: [], flat: "" };
  const quality = (change: object, recall = 0.99, vector: object = {}): Quality => ({
    name: "shop",
    documents: 100,
    failures: 0,
    last_failure: "",
    indexing: false,
    algorithm: "hnsw",
    metric: "cosine",
    type: "float32",
    storage: "hash",
    graph: { m: 16, ef_construction: 200, search: setting },
    vector_bytes: 1000,
    tuned_at: "2026-11-24T00:00:00+00:00",
    tuned_documents: 100,
    recall_held: 0.98,
    vectors: [
      {
        name: "text",
        source: "{name}",
        dims: 384,
        model: {
          name: "all-minilm-l6-v2",
          fingerprint: "f",
          modality: "text",
          at_hand: true,
          summary: "",
          licence: "",
          source: "",
        },
        calibrations: [],
        uncalibrated: [],
        tuning: { ...tuning, after: [{ ...reading, setting, recall }] },
        ...vector,
      },
    ],
    ...change,
  });
  const untuned = { tuned_at: null, tuned_documents: null, recall_held: null };
  test.each([
    [quality({}), []],
    [quality({}, 0.98), []],
    [quality({}, 0.9799), ["recall"]],
    [quality(untuned, 1, { tuning: null }), ["untuned"]],
    [quality({ documents: 150 }), []],
    [quality({ documents: 151 }), ["grown"]],
    [quality({ failures: 2, last_failure: "too long", indexing: true }), ["failures", "indexing"]],
    [quality({}, 1, { tuning: { ...tuning, after: [], flat: "as quick" } }), ["flat"]],
  ])("of a catalogue is told (%#)", (found, names) => {
    expect(concernsOfQuality(found).map(({ name }) => name)).toEqual(names);
  });

  const ok = { ok: true, detail: "" };
  const engine: Engine = {
    redis_version: "8.2.3",
    search_version: "1",
    json_version: "1",
    embedded: true,
    used_bytes: 90,
    most_bytes: null,
    free_bytes: null,
    append_only: true,
    written: true,
    on_timeout_fails: true,
    algorithms: null,
    types: null,
    hybrid: null,
    readiness: { ready: true, redis: ok, index: ok, model: ok },
  };
  test.each([
    [{}, []],
    [{ append_only: null, written: null, on_timeout_fails: null, used_bytes: null }, []],
    [{ most_bytes: 101 }, []],
    [{ most_bytes: 100 }, ["memory"]],
    [{ written: false, append_only: false }, ["unwritten", "unlogged"]],
    [{ on_timeout_fails: false }, ["timeouts"]],
    [{ readiness: { ...engine.readiness, model: { ok: false, detail: "no" } } }, ["unready"]],
  ])("of Redis is told, and never for what it does not say (%#)", (change, names) => {
    expect(concernsOfEngine({ ...engine, ...change }).map(({ name }) => name)).toEqual(names);
  });

  test("of an import is why it ended, and the rows that were refused", () => {
    const imported = { problem: "It was stopped.", rejected: 3 } as Imported;
    expect(concernsOfImport(imported).map(({ name, said }) => [name, said.count])).toEqual([
      ["ended", 0],
      ["rejected", 3],
    ]);
    expect(concernsOfImport(null)).toEqual([]);
  });
});

test.each([
  [0, "0 byte"],
  [999, "999 byte"],
  [1000, "1 kB"],
  [1_234_567, "1.2 MB"],
  [22_000_000_000, "22 GB"],
])("%d bytes are %s", (count, said) => expect(bytes(count, "en")).toBe(said));

test.each([
  [0.42, "0.4 sec"],
  [61, "1 min 1 sec"],
  [7265, "2 hr 1 min"],
])("%d seconds are %s", (seconds, said) => expect(duration(seconds, "en")).toBe(said));

describe("what is judged", () => {
  test("is what was looked for, not by which legs nor in which order; or nothing", () => {
    const sought: Sought = { ...NOTHING, words: " red lamp ", by: ["text"], sort: "-price" };
    expect(askedOf(sought)).toEqual(askedOf({ ...NOTHING, words: "red lamp", layout: "list" }));
    expect(askedOf({ ...NOTHING, where: ["kind=lamp"], unlike: ["1"] })).toBeNull();
  });

  test("leads to the same search again, unless the page cannot ask it", () => {
    const asked = { words: "a lamp", picture: "", like: ["7"], unlike: [], unlike_words: "" };
    expect(addressOfAsked("my shop", { ...asked, where: "kind=lamp" })).toBe(
      "/catalogues/my%20shop?q=a+lamp&like=7&where=kind%3Dlamp&judging=on",
    );
    expect(addressOfAsked("shop", { ...asked, where: "", picture: "sha256:0" })).toBeNull();
  });

  test("knows a picture by the digest of its file", async () => {
    expect(await digestOf("data:text/plain;base64,YWJj")).toBe(
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
