# syntax=docker/dockerfile:1
# The service without Redis: REDIS_URL names a server, as in compose.yaml.

FROM node:22-bookworm-slim AS page
WORKDIR /source/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci
COPY web .
RUN npm run build

FROM python:3.12-slim-bookworm AS built
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/likewise
WORKDIR /source
# The libraries first: they change less often than the source, and are then not built again.
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src/likewise/__init__.py src/likewise/
RUN /opt/likewise/bin/pip install --constraint constraints.txt .
COPY src src
COPY --from=page /source/src/likewise/service/page src/likewise/service/page
RUN /opt/likewise/bin/pip install --no-deps --force-reinstall .

FROM python:3.12-slim-bookworm
RUN groupadd --gid 10001 likewise \
    && useradd --uid 10001 --gid likewise --no-create-home --home-dir /data likewise \
    && install --directory --owner likewise --group likewise --mode 700 /data
COPY --from=built /opt/likewise /opt/likewise
ENV PATH=/opt/likewise/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LIKEWISE_HOME=/data \
    LIKEWISE_HOST=0.0.0.0 \
    LIKEWISE_PORT=8484 \
    LIKEWISE_BROWSING=closed
USER 10001:10001
VOLUME /data
EXPOSE 8484
# Whether the process lives: without a catalogue it lives, but /readyz says 503.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8484/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["likewise"]
CMD ["serve"]
