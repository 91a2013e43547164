/** The few things of a browser that modules touch when they load; the tests need no more of it. */
class Memory implements Storage {
  private readonly kept = new Map<string, string>();
  [name: string]: unknown;

  get length(): number {
    return this.kept.size;
  }

  clear(): void {
    this.kept.clear();
  }

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }

  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }

  removeItem(key: string): void {
    this.kept.delete(key);
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
}

Object.assign(globalThis, {
  localStorage: new Memory(),
  sessionStorage: new Memory(),
  location: { hash: "" },
  window: { addEventListener: () => {} },
});

// Of Node before 21 only.
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: { language: "en" } });
