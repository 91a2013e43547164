import type { Socket } from "../src/line";
import type { Timer } from "../src/retry";

/** Time that passes when a test says so. */
export class FakeTimer implements Timer {
  private time = 1_000_000;
  private tasks: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, run: () => void): () => void {
    const task = { at: this.time + milliseconds, run };
    this.tasks.push(task);
    return () => {
      this.tasks = this.tasks.filter((each) => each !== task);
    };
  }

  async pass(milliseconds: number): Promise<void> {
    await settled();
    const until = this.time + milliseconds;
    for (;;) {
      const next = this.tasks.filter((task) => task.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = next.at;
      this.tasks = this.tasks.filter((task) => task !== next);
      next.run();
      await settled();
    }
    this.time = until;
    await settled();
  }
}

/** A socket whose other end is the test. */
export class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: { id: string; type: string }[] = [];
  closed = false;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as { id: string; type: string });
  }

  close(): void {
    this.closed = true;
  }

  open(): this {
    this.onopen?.();
    return this;
  }

  deliver(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The other end is gone. */
  async lose(code: number): Promise<void> {
    this.onclose?.({ code });
    await settled();
  }
}

/** Everything that could happen without time passing has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
