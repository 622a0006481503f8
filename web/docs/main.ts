import SwaggerUI from "swagger-ui";
import "swagger-ui/dist/swagger-ui.css";
import "../fonts.css";
import "./page.css";

const root = document.getElementById("docs");
if (!root) throw new Error("The page has no element with the id docs.");

SwaggerUI({
  domNode: root,
  url: root.dataset["openapi"] ?? "/openapi.yaml",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  filter: true,
  // A key lives as long as the page: nothing of it is stored.
  persistAuthorization: false,
  tryItOutEnabled: true,
  // The badge is another host's judgement of the document, which would send it there.
  validatorUrl: null,
});
