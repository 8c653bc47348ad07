"use strict";

SwaggerUIBundle({
  url: "/staff/schema/",
  dom_id: "#docs",
  deepLinking: true,
  filter: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // No validator badge: it would ask a host of somebody else.
  validatorUrl: null,
});
