import "./reset.css";
import "./tokens.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "@/shared/i18n/i18n";
import { TEXTS } from "./i18n";
import { Root } from "./Root";

await startI18n(TEXTS);

const container = document.getElementById("root");
if (!container) throw new Error("index.html lacks the console's root element.");
createRoot(container).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
