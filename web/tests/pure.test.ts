import { describe, expect, test } from "vitest";

import { labelOf } from "../src/catalogue/localised";
import { rangeOf, stepOf } from "../src/find/facets/range";
import { addressOf, soughtIn } from "../src/find/query/address";
import { type Condition, conditionOf, lineOf, withCondition } from "../src/find/query/filter";
import { NOTHING, type Sought } from "../src/find/query/sought";

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
