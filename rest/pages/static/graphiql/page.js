"use strict";

const EXAMPLE = `# Welcome to Fashionistar. Put a token from the login mutation into the Headers tab:
#   {"Authorization": "Bearer …"}
query Discover {
  products(first: 5, sort: NEWEST) {
    nodes {
      title
      vendor { name city }
      priceRange { lowest { minor currency } highest { minor currency } }
      variants { sku options { axis value } price { amount { minor currency } } stock { availability } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const socket = new URL("/graphql", window.location.href);
socket.protocol = socket.protocol === "https:" ? "wss:" : "ws:";

const root = ReactDOM.createRoot(document.getElementById("graphiql"));
root.render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql", subscriptionUrl: socket.href }),
    defaultQuery: EXAMPLE,
    defaultEditorToolsVisibility: true,
  }),
);
