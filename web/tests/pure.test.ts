import { describe, expect, test } from "vitest";

import { labelOf } from "../src/catalogue/localised";
import { rangeOf, stepOf } from "../src/find/facets/range";
import { addressOf, soughtIn } from "../src/find/query/address";
import {
  type Condition,
  conditionOf,
  lineOf,
  lineOfItems,
  withCondition,
} from "../src/find/query/filter";
import { NOTHING, type Sought } from "../src/find/query/sought";
import { askedOf, digestOf } from "../src/judging/asked";
import { addressOfAsked } from "../src/judging/list/asking";
import { areaOf, type Choice, choiceIn, withChoice } from "../src/map/choice/choice";
import { legendOf } from "../src/map/legend";
import { Plane } from "../src/map/plane";
import { pointsIn } from "../src/map/points";
import { shownOf, standing } from "../src/map/shown";
import { onPlane, onScreen, whole, zoomed } from "../src/map/sight";
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

describe("a map", () => {
  /** As the service sends it: four items, of which two are lamps and one has no kind. */
  function sent(): ArrayBuffer {
    const header = JSON.stringify({
      vector: "text",
      method: "pca",
      items: 4,
      unplaced: 1,
      colour: "kind",
      tags: ["lamp", "灯"],
    });
    const text = new TextEncoder();
    const facts = text.encode(header);
    const padded = Math.ceil(facts.length / 4) * 4;
    const ids = text.encode(JSON.stringify(["a", "b", "c", "d"]));
    const all = new Uint8Array(8 + padded + 32 + 4 + ids.length).fill(32);
    all.set(text.encode("LWMP"));
    const view = new DataView(all.buffer);
    view.setUint32(4, padded, true);
    all.set(facts, 8);
    [0, 1, 0, -1, 0, 0, 1, -1].forEach((value, n) =>
      view.setFloat32(8 + padded + 4 * n, value, true),
    );
    all.set([1, 1, 2, 0], 8 + padded + 32);
    all.set(ids, 8 + padded + 36);
    return all.buffer;
  }

  test("is read from its bytes", () => {
    const points = pointsIn(sent());
    expect(points).toMatchObject({ vector: "text", unplaced: 1, tags: ["lamp", "灯"] });
    expect([...points.x, ...points.y]).toEqual([0, 1, 0, -1, 0, 0, 1, -1]);
    expect([points.ids, [...points.codes]]).toEqual([
      ["a", "b", "c", "d"],
      [1, 1, 2, 0],
    ]);
    expect(() => pointsIn(new TextEncoder().encode("other").buffer)).toThrow();
  });

  test("has a legend that counts its colours", () => {
    expect(legendOf(pointsIn(sent())).map(({ kind, tag, count }) => [kind, tag, count])).toEqual([
      ["tag", "lamp", 2],
      ["tag", "灯", 1],
      ["untagged", "", 1],
    ]);
  });

  test("finds what is near, in a box and inside of an area", () => {
    const { x, y } = pointsIn(sent());
    const plane = new Plane(x, y);
    expect(plane.nearest([0.6, 0], 1, () => true)).toBe(1);
    expect(plane.nearest([0.6, 0], 1, (n) => n !== 1)).toBe(0);
    expect(plane.nearest([0.6, 0], 0.1, () => true)).toBeUndefined();
    expect(plane.byNearness([2, 0.1], [0, 1, 2, 3], 2)).toEqual([1, 0]);
    expect(standing(plane, Uint8Array.of(1, 0, 1, 1), plane.bounds, 2)).toEqual({
      count: 3,
      first: [0, 2],
    });
    expect(plane.within({ left: -0.5, right: 2, bottom: -0.5, top: 0.5 }).sort()).toEqual([0, 1]);
    const corner = [
      [-2, -0.9],
      [2, 2],
      [-2, 2],
    ] as const;
    expect(plane.inside(corner)).toEqual([2]);
  });

  test("shows one tag alone, and what is inside of an area", () => {
    const points = pointsIn(sent());
    const plane = new Plane(points.x, points.y);
    const right = [
      [0.5, -2],
      [2, -2],
      [2, 2],
      [0.5, 2],
    ] as const;
    expect([...shownOf(points, plane, "", [])]).toEqual([1, 1, 1, 1]);
    expect([...shownOf(points, plane, "lamp", [])]).toEqual([1, 1, 0, 0]);
    expect([...shownOf(points, plane, "lamp", right)]).toEqual([0, 1, 0, 0]);
    expect([...shownOf(points, plane, "absent", [])]).toEqual([0, 0, 0, 0]);
  });

  test("is seen where it is pointed at, however it was zoomed", () => {
    const size = { width: 400, height: 200 };
    const all = whole({ left: -1, right: 1, bottom: -1, top: 1 }, size);
    expect(onScreen(all, [0, 0])).toEqual([200, 100]);
    expect(onScreen(all, [0, 1])[1]).toBeCloseTo(10);
    const near = zoomed(all, { k: 3, x: -40, y: 7 });
    const [x, y] = onPlane(near, onScreen(near, [0.25, -0.5]));
    expect([x, y].map((each) => each.toFixed(6))).toEqual(["0.250000", "-0.500000"]);
  });

  test("has all that is chosen of it in the address, beside what is looked for", () => {
    const choice: Choice = {
      vector: "image",
      method: "umap",
      colour: "",
      only: "a & b",
      area: [
        [0.1, -0.25],
        [1, 0],
        [0.12345, 0.5],
      ],
    };
    const address = withChoice(addressOf({ ...NOTHING, words: "lamp" }), choice);
    expect(soughtIn(address)).toEqual({ ...NOTHING, words: "lamp" });
    expect(choiceIn(address)).toEqual({
      ...choice,
      area: [...choice.area.slice(0, 2), [0.1235, 0.5]],
    });
    expect(choiceIn("?area=1_x~2_2~3_3").area).toEqual([]);
    expect(withChoice("", choiceIn(""))).toBe("");
    const plane = new Plane(Float32Array.of(0.123456, 0.7), Float32Array.of(-0.98765, 0.5));
    const all = withChoice("", { ...choiceIn(""), area: areaOf(plane.bounds) });
    expect(plane.inside(choiceIn(all).area).sort()).toEqual([0, 1]);
  });

  test("can name as many items in a filter as it takes", () => {
    expect(lineOfItems(["t1", "a/b c#1"])).toEqual({ line: 'id=t1,"a/b c#1"', count: 2 });
    const many = Array.from({ length: 1001 }, (_, n) => String(n));
    expect(lineOfItems(many).count).toBe(1000);
    const long = lineOfItems(many.map((id) => id.padEnd(20, "x")));
    expect(long.line.length).toBeLessThanOrEqual(10_000);
    expect(long.count).toBeGreaterThan(400);
  });
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
