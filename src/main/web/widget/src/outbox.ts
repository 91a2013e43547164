import type { Shelf } from "./shelf";
import type { Activity } from "./wire";

/** Why an activity will not be sent again by itself. */
export type Failure = "refused" | "too-large" | "conflict";

/** An activity the customer has sent and the server has not yet acknowledged. */
export interface Entry {
  readonly id: string;
  readonly at: number;
  readonly activity: Activity;
  readonly failure?: Failure;
  /** Only in the tab that chose it: files are too large to be kept over a reload. */
  readonly file?: File;
}

const PREFIX = "outbox:";

/**
 * Keeps unacknowledged activities, each under its own key, so that two tabs writing at the same moment never overwrite each
 * other. Pictures stay in memory.
 */
export class Outbox {
  private readonly pictures = new Map<string, Entry>();

  constructor(private readonly shelf: Shelf) {}

  entries(): Entry[] {
    const stored = this.shelf
      .keys()
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => this.shelf.get<Entry>(key))
      .filter((entry): entry is Entry => typeof entry?.id === "string");
    return [...stored, ...this.pictures.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  put(entry: Entry): void {
    if (entry.file) {
      this.pictures.set(entry.id, entry);
    } else {
      this.shelf.set(PREFIX + entry.id, entry);
    }
  }

  remove(id: string): void {
    if (!this.pictures.delete(id)) {
      this.shelf.remove(PREFIX + id);
    }
  }

  /** The entry's id when a shelf key is one of ours. */
  static idOf(key: string): string | undefined {
    return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
  }
}
