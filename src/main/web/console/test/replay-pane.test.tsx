import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ReplayPane } from "../src/features/transcript/ReplayPane";
import type { Replayed, ReplayedTurn } from "../src/shared/api/types";
import { Desk, keys } from "../src/shared/desk/desk";
import { DeskContext } from "../src/shared/desk/hooks";
import { agent, decided, entries, says, turn } from "./samples";
import { startTexts } from "./texts";

let queries: QueryClient;
beforeAll(startTexts);
beforeEach(() => {
  queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(keys.transcript("c1"), { entries: [...entries(1, 1), says("as then")], ahead: [] });
});

/** The words on the page, each element's on a line. */
function page(): string {
  const markup = renderToStaticMarkup(
    <QueryClientProvider client={queries}>
      <DeskContext value={new Desk(queries, agent.id)}>
        <ReplayPane conversation="c1" />
      </DeskContext>
    </QueryClientProvider>,
  );
  return markup
    .replace(/<[^>]+>/g, "\n")
    .replaceAll("&#x27;", "'")
    .replace(/\n+/g, "\n");
}

function replayed(items: ReplayedTurn[], change: Partial<Replayed> = {}) {
  queries.setQueryData<Replayed>(keys.replay("c1", 2), { knowledge: "k1", same: false, items, ...change });
  return page();
}

describe("the replay of a conversation", () => {
  it("says that all turns are as then, and shows each answer once, below what the customer said", () => {
    const shown = replayed([turn({ recorded: decided("Two years."), same: true })], { same: true });
    expect(shown).toContain("All turns unchanged (1)");
    expect(shown).toContain("Knowledge version, unchanged: k1");
    expect(shown).toContain("message 1");
    expect(shown.split("Two years.").length).toBe(2);
  });

  it("says what differs, with both answers and the reasons of both", () => {
    const other = turn({
      recorded: decided("Two years.", ["article:a1:80"]),
      again: decided("Three.", ["article:a2:90"]),
    });
    const shown = replayed([turn({ same: true }), { ...other, sequence: 4 }], { knowledge: "k2" });
    expect(shown).toContain("1 of 2 turns differ");
    expect(shown).toContain("Knowledge version then: k1, now: k2");
    for (const text of ["Two years.", "Three.", "article:a1:80\nonly then", "article:a2:90\nonly now"]) {
      expect(shown).toContain(text);
    }
  });

  it("says why a turn is not decided", () => {
    const shown = replayed([turn({ again: undefined })]);
    expect(shown).toContain("1 of 1 not decided");
    expect(shown).toContain("Today's bot would query a system first, so this turn cannot be decided.");
  });

  it("says so when the bot has said nothing", () => {
    expect(replayed([], { same: true })).toContain("Nothing to replay");
  });
});
