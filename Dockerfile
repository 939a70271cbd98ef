# One image for every app: APP says which one a container runs.
FROM node:24-bookworm-slim AS manifests
WORKDIR /house
COPY package.json package-lock.json ./
COPY libs/contracts/package.json libs/contracts/
COPY libs/platform/package.json libs/platform/
COPY libs/testing/package.json libs/testing/

# Everything that makes something: types, bundles, pages. Also runs the seed, which is a script of the sources.
FROM manifests AS workshop
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

# Only what a service needs to run.
FROM manifests AS packages
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim AS house
WORKDIR /house
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 APP=gateway \
    SUPERGRAPH_FILE=/house/apps/gateway/supergraph.graphql PAGES_DIR=/house/dist/apps APOLLO_TELEMETRY_DISABLED=1
COPY --from=packages /house/package.json ./
COPY --from=packages /house/node_modules node_modules
COPY --from=workshop /house/dist dist
COPY --from=workshop /house/apps/gateway/supergraph.graphql apps/gateway/supergraph.graphql
USER node
CMD ["sh", "-c", "exec node --enable-source-maps --max-semi-space-size=16 dist/apps/$APP/main.js"]
