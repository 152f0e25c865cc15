# The base is any image with python3 (3.11 or newer), its venv module and pip.
ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /build
RUN python3 -m venv --without-pip /opt/comment-sanitizer && python3 -m venv /opt/build
COPY requirements.lock requirements-build.lock ./
# A network that inspects TLS has an authority of its own: --secret id=ca,src=ca-bundle.crt
RUN --mount=type=secret,id=ca \
    if [ -s /run/secrets/ca ]; then export PIP_CERT=/run/secrets/ca; fi \
    && /opt/build/bin/pip --python /opt/comment-sanitizer/bin/python install \
        --no-cache-dir --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock \
    && /opt/build/bin/pip install \
        --no-cache-dir --disable-pip-version-check --no-deps --require-hashes --requirement requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY policies policies
COPY service service
RUN /opt/build/bin/pip wheel --no-index --no-deps --no-build-isolation --wheel-dir /tmp/wheel . \
    && /opt/build/bin/pip --python /opt/comment-sanitizer/bin/python install --no-index --no-deps /tmp/wheel/*.whl \
    && /opt/comment-sanitizer/bin/comment-sanitizer sbom > /opt/comment-sanitizer/sbom.cdx.json

FROM ${BASE_IMAGE}
COPY --from=build /opt/comment-sanitizer /opt/comment-sanitizer
# For the file of sites: a volume that is mounted here begins as a directory that the service may write.
RUN mkdir -m 0700 /sites && chown 10001:10001 /sites
ENV PATH=/opt/comment-sanitizer/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    COMMENT_SANITIZER_HOST=0.0.0.0 \
    COMMENT_SANITIZER_PORT=8000
# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=4s --start-period=10s --retries=3 CMD ["comment-sanitizer", "healthcheck"]
ENTRYPOINT ["comment-sanitizer"]
CMD ["serve"]
