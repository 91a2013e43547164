/** Called when another tab has changed a key, with the previous and the current value. */
export type ShelfWatcher = (key: string, before: unknown, after: unknown) => void;

/** Small named values that survive a reload and are shared by all tabs of a site. */
export interface Shelf {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): void;
  remove(key: string): void;
  keys(): string[];
  watch(watcher: ShelfWatcher): () => void;
}

/** A shelf in `localStorage`; if that is forbidden or full, values live as long as the page. */
export class LocalShelf implements Shelf {
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    private readonly storage: Storage | undefined,
  ) {}

  get<T>(key: string): T | undefined {
    const kept = this.memory.get(key);
    return parse(kept ?? this.attempt((storage) => storage.getItem(this.prefix + key)) ?? null) as T | undefined;
  }

  set(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    const stored = this.attempt((storage) => {
      storage.setItem(this.prefix + key, text);
      return true;
    });
    if (stored) {
      this.memory.delete(key);
    } else {
      this.memory.set(key, text);
    }
  }

  remove(key: string): void {
    this.memory.delete(key);
    this.attempt((storage) => storage.removeItem(this.prefix + key));
  }

  keys(): string[] {
    const stored = this.attempt((storage) =>
      Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "")
        .filter((key) => key.startsWith(this.prefix))
        .map((key) => key.slice(this.prefix.length)),
    );
    return [...new Set([...(stored ?? []), ...this.memory.keys()])];
  }

  watch(watcher: ShelfWatcher): () => void {
    const listener = (event: StorageEvent) => {
      if (event.storageArea === this.storage && event.key?.startsWith(this.prefix)) {
        watcher(event.key.slice(this.prefix.length), parse(event.oldValue), parse(event.newValue));
      }
    };
    addEventListener("storage", listener);
    return () => removeEventListener("storage", listener);
  }

  private attempt<T>(use: (storage: Storage) => T): T | undefined {
    try {
      return this.storage === undefined ? undefined : use(this.storage);
    } catch {
      return undefined;
    }
  }
}

function parse(text: string | null): unknown {
  if (text === null) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
