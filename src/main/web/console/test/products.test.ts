import { describe, expect, it } from "vitest";
import {
  factForm,
  factOf,
  freeId,
  inherited,
  problemsOf,
  relationsWith,
  without,
} from "../src/features/knowledge/products/graph";
import type { GraphFact, ProductGraph } from "../src/shared/api/types";

const both = (text: string) => ({ zh: text, en: text });
const graph: ProductGraph = {
  kinds: [
    { id: "device", name: both("device"), facts: { warranty: 12 } },
    { id: "lamp", name: both("lamp"), isA: "device", facts: { dim: true } },
  ],
  features: [
    { id: "warranty", name: both("warranty") },
    { id: "dim", name: both("dim") },
  ],
  products: [
    { id: "l1", name: both("L1"), kind: "lamp", facts: { dim: false } },
    { id: "stand", name: both("Stand"), kind: "device" },
  ],
  relations: [{ product: "stand", is: "accessory-of", with: ["lamp"] }],
  problems: [{ id: "dark", name: both("dark"), words: {}, concerns: ["lamp", "stand"], steps: both("try") }],
};
const [lamp, stand] = graph.products ?? [];

describe("the product graph while it is edited", () => {
  it("gives every kind of value back as it was", () => {
    const facts: GraphFact[] = [
      true,
      false,
      40,
      "IP68",
      { zh: "a", en: "b" },
      { is: true, note: { zh: "x", en: "y" } },
    ];
    for (const fact of facts) expect(factOf(factForm(fact))).toEqual(fact);
  });

  it("shows what a product has from its kinds unless it says otherwise", () => {
    expect(lamp && inherited(graph, lamp)).toEqual([{ feature: "warranty", fact: 12, from: "device" }]);
    expect(lamp && problemsOf(graph, lamp).map((problem) => problem.id)).toEqual(["dark"]);
    expect(lamp && relationsWith(graph, lamp).map((relation) => relation.product)).toEqual(["stand"]);
    expect(stand && relationsWith(graph, stand)).toEqual([]);
  });

  it("removes a product with what only spoke of it", () => {
    const rest = without(graph, "stand");
    expect(rest.products?.map((product) => product.id)).toEqual(["l1"]);
    expect(rest.relations).toEqual([]);
    expect(rest.problems?.[0]?.concerns).toEqual(["lamp"]);
  });

  it("makes ids that nothing else has", () => {
    expect(freeId("Lamp No. 1!", [])).toBe("lamp-no-1");
    expect(freeId("\u706f", ["product"])).toBe("product-2");
  });
});
