import "@fontsource-variable/figtree";
import "@mantine/core/styles.layer.css";
import "./app/page.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { shareNonce } from "./app/nonce";
import { startLanguages } from "./language/languages";

shareNonce();
await startLanguages();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
