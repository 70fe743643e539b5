# docker build -t wp-bisect . && docker run --rm wp-bisect example.com --check
FROM node:22-alpine AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=optional
COPY . .
RUN node build.mjs

# Node alone: neither npm nor yarn is needed to run one bundle, and both make the image larger.
FROM alpine:3.22
RUN apk add --no-cache nodejs ca-certificates \
  && adduser -D -H -u 10001 wp-bisect \
  && install -d -o wp-bisect -g wp-bisect -m 0700 /data
COPY --from=build /src/package.json /src/LICENSE /app/
COPY --from=build /src/dist /app/dist
# Journals live here. Mount a volume before --bisect: without it, a killed container forgets what it switched off.
ENV WP_BISECT_HOME=/data
VOLUME /data
USER wp-bisect
ENTRYPOINT ["node", "/app/dist/cli.js"]
CMD ["--help"]
