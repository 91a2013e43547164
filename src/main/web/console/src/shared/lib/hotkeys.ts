import { useEffect, useRef } from "react";

export type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

function isTyping(target: EventTarget | null): boolean {
  // Checkboxes and the like do not use letters.
  if (target instanceof HTMLInputElement && /^(radio|checkbox)$/.test(target.type)) return false;
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/**
 * Single keys work only while no text field has the focus and no dialog is open. Names: `j`, `?`, `escape`, and `mod+k` for Ctrl or
 * Command, which acts everywhere.
 */
export function useHotkeys(keys: Hotkeys, enabled = true): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const modified = event.ctrlKey || event.metaKey;
      const name = modified ? `mod+${event.key.toLowerCase()}` : event.key.toLowerCase();
      const run = latest.current[name];
      if (!run) return;
      if (!modified && name !== "escape" && isTyping(event.target)) return;
      if (!modified && document.querySelector(".ant-modal-wrap:not([style*='display: none'])")) return;
      event.preventDefault();
      run(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled]);
}
