import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { knowledgeKeys } from "../src/features/knowledge/keys";
import { QuestionTopics } from "../src/features/knowledge/QuestionTopics";
import { about, asNow, FEW, goesOn, shownTopics } from "../src/features/knowledge/topics";
import { api } from "../src/shared/api/http";
import type { Topic, Topics } from "../src/shared/api/types";
import { question, topic, topics } from "./samples";
import { startTexts } from "./texts";

const DRONES = topic("无人机 考试", ["a", "c", "f"]);
const INVOICES = topic("invoice title", ["b"]);

beforeAll(startTexts);

describe("narrowing the questions to a topic", () => {
  const loaded = ["a", "b", "c", "d"].map(question);

  it("keeps those about it, in their order, and all without a topic", () => {
    expect(about(DRONES, loaded).map((each) => each.id)).toEqual(["a", "c"]);
    expect(about(undefined, loaded)).toBe(loaded);
  });

  it("reads on until all it tells of are found", () => {
    expect(goesOn(DRONES, [DRONES], 2)).toBe(true);
    expect(goesOn(DRONES, [DRONES], 3)).toBe(false);
    expect(goesOn(undefined, [DRONES], 0)).toBe(false);
  });

  it("goes on with what the topic is now", () => {
    const now = topic(DRONES.topic, ["a", "c"]);
    expect(asNow(DRONES, [INVOICES, now])).toBe(now);
    expect(asNow(undefined, [now])).toBeUndefined();
  });

  it("stays when the topic is no longer told, and looks for nothing more", () => {
    expect(asNow(DRONES, [INVOICES])).toBe(DRONES);
    expect(goesOn(DRONES, [INVOICES], 2)).toBe(false);
  });
});

describe("the topics shown", () => {
  const many = Array.from({ length: FEW + 3 }, (_, index) => topic(`topic ${index}`, [`${index}`]));
  const last = many[FEW + 2] as Topic;

  it("are few until all are asked for", () => {
    expect(shownTopics(many, undefined, false)).toEqual(many.slice(0, FEW));
    expect(shownTopics(many, last, true)).toEqual(many);
  });

  it("have the chosen one among them", () => {
    expect(shownTopics(many, last, false)).toEqual([...many.slice(0, FEW), last]);
    expect(shownTopics([], DRONES, true)).toEqual([DRONES]);
  });
});

describe("the topics above the list", () => {
  let queries: QueryClient;
  beforeEach(() => {
    queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  });

  function Shown({ chosen, found }: { chosen?: Topic; found?: number }) {
    const query = useQuery<Topics>({ queryKey: knowledgeKeys.topics("open"), enabled: false });
    return <QuestionTopics query={query} chosen={chosen} found={found} onChoose={() => {}} />;
  }

  function markup(told?: Topics, chosen?: Topic, found?: number): string {
    if (told) queries.setQueryData(knowledgeKeys.topics("open"), told);
    return renderToStaticMarkup(
      <QueryClientProvider client={queries}>
        <Shown chosen={chosen} found={found} />
      </QueryClientProvider>,
    );
  }

  const words = (html: string) =>
    html
      .replace(/<style.*?<\/style>/gs, "")
      .replace(/<[^>]+>/g, "\n")
      .replace(/\n+/g, "\n");
  const pressed = (html: string) =>
    [...html.matchAll(/<button[^>]*aria-pressed="true"[^>]*>(.*?)<\/button>/g)].map((match) =>
      words(match[1] ?? "").trim(),
    );

  it("tell how often each was asked, and all questions are shown at first", () => {
    const html = markup(topics([DRONES, INVOICES]));
    expect(words(html)).toContain("无人机 考试\n12×\n");
    expect(words(html)).toContain("invoice title\n4×\n");
    expect(html).toContain('title="1 question about invoice title"');
    expect(pressed(html)).toEqual(["All questions"]);
    expect(words(html)).not.toMatch(/not all of them|All 2 topics/);
  });

  it("say what the list is narrowed to", () => {
    const html = markup(topics([DRONES, INVOICES]), DRONES, 3);
    expect(pressed(html)).toEqual(["无人机 考试\n12×"]);
    expect(words(html)).toContain("\n3 questions about 无人机 考试");
  });

  it("say when not all of them are in the list, once they have been looked for", () => {
    expect(words(markup(topics([DRONES]), DRONES))).toContain("\n3 questions about 无人机 考试");
    expect(words(markup(topics([DRONES]), DRONES, 2))).toContain("\n2 of 3 questions about 无人机 考试");
  });

  it("say when they do not cover every question", () => {
    const shown = words(markup(topics([INVOICES], { complete: false })));
    expect(shown).toContain("The topics cover 240 questions, not all of them.");
  });

  it("take no room when there is nothing to tell of, nor while they are read", () => {
    expect(words(markup(topics([], { read: 0 }))).trim()).toBe("");
    queries.clear();
    expect(words(markup()).trim()).toBe("");
  });

  it("offer another try when they could not be loaded", async () => {
    const failing = () => Promise.reject(new Error("no"));
    await queries.prefetchQuery({ queryKey: knowledgeKeys.topics("open"), queryFn: failing });
    expect(words(markup())).toContain("The topics could not be loaded.");
    expect(words(markup())).toContain("Try again");
  });
});

describe("the topics of the server", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("are asked for by the state of the questions", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (address: string) => {
      asked.push(address);
      return Response.json(topics([DRONES]));
    });
    expect((await api.topics("ignored")).items).toEqual([DRONES]);
    expect(asked).toEqual(["/api/v1/knowledge/topics?state=ignored"]);
  });

  it("are out of date whenever something of the knowledge is changed, as the list is", async () => {
    const queries = new QueryClient();
    queries.setQueryData(knowledgeKeys.topics("open"), topics([DRONES]));
    await queries.invalidateQueries({ queryKey: knowledgeKeys.all });
    expect(queries.getQueryState(knowledgeKeys.topics("open"))?.isInvalidated).toBe(true);
  });
});
