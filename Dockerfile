# placebo in an image: built in one stage, run in another that holds the binary, its licences and no privileges.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --locked --release --bin placebo

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /work --create-home placebo
COPY --from=build /src/target/release/placebo /usr/local/bin/placebo
COPY LICENSE-MIT LICENSE-APACHE NOTICE /usr/share/doc/placebo/
USER placebo
WORKDIR /work
ENTRYPOINT ["placebo"]
CMD ["--help"]
