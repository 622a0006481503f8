import SwaggerUI from "swagger-ui";
import "swagger-ui/dist/swagger-ui.css";
import "../fonts.css";
import "./page.css";

/** Follows the reader's choice of light or dark, now and when it changes. */
function followColourScheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", apply);
  apply();
}

followColourScheme();
const root = document.getElementById("docs");
if (!root) throw new Error("The page has no element with the id docs.");

SwaggerUI({
  domNode: root,
  url: root.dataset["openapi"] ?? "/openapi.yaml",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // A key lives as long as the page: nothing of it is stored.
  persistAuthorization: false,
  tryItOutEnabled: true,
  // The badge is another host's judgement of the document, which would be sent there.
  validatorUrl: null,
});
