import type { SignedIn } from "./types";

const KEY = "parley.session";

export type Session = { signedIn: SignedIn; remembered: boolean };
export type EndReason = "signed-out" | "everywhere" | "expired";

type Current = { session: Session | undefined; ended: EndReason | undefined };

let current: Current = { session: restore(), ended: undefined };
const listeners = new Set<() => void>();

function restore(): Session | undefined {
  for (const storage of [sessionStorage, localStorage]) {
    const text = storage.getItem(KEY);
    if (!text) continue;
    try {
      const signedIn = JSON.parse(text) as SignedIn;
      if (Date.parse(signedIn.expiresAt) > Date.now()) return { signedIn, remembered: storage === localStorage };
    } catch {
      // A damaged entry counts as missing: signing in writes a new one.
    }
    storage.removeItem(KEY);
  }
  return undefined;
}

function set(next: Current): void {
  current = next;
  for (const listener of listeners) listener();
}

/** The signed-in agent. Drafts and settings are stored separately and outlive it. */
export const session = {
  get: (): Current => current,
  token: (): string | undefined => current.session?.signedIn.token,

  begin(signedIn: SignedIn, remembered: boolean): void {
    (remembered ? localStorage : sessionStorage).setItem(KEY, JSON.stringify(signedIn));
    set({ session: { signedIn, remembered }, ended: undefined });
  },

  end(reason: EndReason): void {
    sessionStorage.removeItem(KEY);
    localStorage.removeItem(KEY);
    // The server ends this console too when it ends all: the reason shown is the agent's action, not its consequence.
    const signedOutByServer = current.ended === "expired" && reason === "everywhere";
    if (current.session || signedOutByServer) set({ session: undefined, ended: reason });
  },

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
