import base from "./base.css?inline";
import choices from "./choices.css?inline";
import composer from "./composer.css?inline";
import end from "./end.css?inline";
import ending from "./ending.css?inline";
import header from "./header.css?inline";
import launcher from "./launcher.css?inline";
import message from "./message.css?inline";
import panel from "./panel.css?inline";
import theme from "./theme.css?inline";
import transcript from "./transcript.css?inline";
import waiting from "./waiting.css?inline";

/**
 * The widget's style sheet. It lives in the shadow root, so that its class names and the page's never clash. Shared styles come first, and
 * the panel before its contents.
 */
export const css = [
  theme,
  base,
  launcher,
  panel,
  header,
  waiting,
  transcript,
  message,
  choices,
  composer,
  end,
  ending,
].join("\n");
