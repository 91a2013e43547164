import type {
  FactValue,
  GraphFact,
  GraphProblem,
  GraphProduct,
  GraphRelation,
  LocalText,
  ProductGraph,
} from "@/shared/api/types";
import { Store } from "@/shared/lib/store";

/** Unsaved changes, and the version they are based on; kept when the page is left. */
export type Unsaved = { version: string; graph: ProductGraph };

export const unsavedGraph = new Store<Unsaved | undefined>(undefined, "parley.products.unsaved");

export type FactKind = "yes" | "no" | "number" | "text";

/** A fact as it is edited. */
export type FactForm = { kind: FactKind; number: number; text: LocalText; note: LocalText };

const NOTHING: LocalText = { zh: "", en: "" };

function parted(fact: GraphFact): { value: FactValue; note: LocalText } {
  return typeof fact === "object" && "is" in fact
    ? { value: fact.is, note: fact.note ?? NOTHING }
    : { value: fact as FactValue, note: NOTHING };
}

export function factForm(fact: GraphFact): FactForm {
  const { value, note } = parted(fact);
  if (typeof value === "boolean") return { kind: value ? "yes" : "no", number: 0, text: NOTHING, note };
  if (typeof value === "number") return { kind: "number", number: value, text: NOTHING, note };
  return { kind: "text", number: 0, text: typeof value === "string" ? { zh: value, en: value } : value, note };
}

export function factOf(form: FactForm): GraphFact {
  const { kind, number, text, note } = form;
  const value: FactValue =
    kind === "number" ? number : kind === "text" ? (text.zh === text.en ? text.zh : text) : kind === "yes";
  return note.zh || note.en ? { is: value, note } : value;
}

/** The kind and its ancestors, nearest first. */
export function line(graph: ProductGraph, kind: string): string[] {
  const above: string[] = [];
  for (let at: string | undefined = kind; at && !above.includes(at); ) {
    above.push(at);
    const id: string = at;
    at = graph.kinds?.find((each) => each.id === id)?.isA;
  }
  return above;
}

/** The facts that a product inherits, with the kind that states them; its own take precedence. */
export function inherited(
  graph: ProductGraph,
  product: GraphProduct,
): { feature: string; fact: GraphFact; from: string }[] {
  const found = new Map<string, { feature: string; fact: GraphFact; from: string }>();
  for (const from of line(graph, product.kind)) {
    for (const [feature, fact] of Object.entries(graph.kinds?.find((each) => each.id === from)?.facts ?? {})) {
      if (!found.has(feature) && !Object.hasOwn(product.facts ?? {}, feature))
        found.set(feature, { feature, fact, from });
    }
  }
  return [...found.values()];
}

/** The problems that concern a product or one of its kinds. */
export function problemsOf(graph: ProductGraph, product: GraphProduct): GraphProblem[] {
  const about = [product.id, ...line(graph, product.kind)];
  return (graph.problems ?? []).filter((problem) => problem.concerns.some((id) => about.includes(id)));
}

/** The relations that other products state to this one. */
export function relationsWith(graph: ProductGraph, product: GraphProduct): GraphRelation[] {
  const about = [product.id, ...line(graph, product.kind)];
  return (graph.relations ?? []).filter(
    (relation) => relation.product !== product.id && relation.with.some((id) => about.includes(id)),
  );
}

export function nameOf(graph: ProductGraph, id: string): LocalText {
  return [...(graph.products ?? []), ...(graph.kinds ?? [])].find((each) => each.id === id)?.name ?? { zh: id, en: id };
}

/** A unique id made from an English name. */
export function freeId(name: string, taken: readonly string[]): string {
  const plain =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40)
      .replace(/-+$/, "") || "product";
  for (let n = 1; ; n++) {
    const id = n === 1 ? plain : `${plain}-${n}`;
    if (!taken.includes(id)) return id;
  }
}

export function replaced<T extends { id: string }>(all: readonly T[] | undefined, next: T): T[] {
  const list = all ?? [];
  return list.some((each) => each.id === next.id)
    ? list.map((each) => (each.id === next.id ? next : each))
    : [...list, next];
}

/** The graph without a product, its relations, and the problems that concern only it. */
export function without(graph: ProductGraph, id: string): ProductGraph {
  const others = (ids: string[]) => ids.filter((each) => each !== id);
  return {
    ...graph,
    products: graph.products?.filter((product) => product.id !== id),
    relations: graph.relations
      ?.filter((relation) => relation.product !== id)
      .map((relation) => ({ ...relation, with: others(relation.with) }))
      .filter((relation) => relation.with.length > 0),
    problems: graph.problems
      ?.map((problem) => ({ ...problem, concerns: others(problem.concerns) }))
      .filter((problem) => problem.concerns.length > 0),
  };
}
