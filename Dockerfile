# Webcare in one image: `docker-compose.yml` runs it as web server, as worker and as clock.

# Front-end assets, served as they are -------------------------------------------------------------
FROM node:22-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# Python packages, compiled texts and hashed static files ------------------------------------------
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/webcare
ENV PATH="/opt/webcare/bin:$PATH"
WORKDIR /app
COPY requirements.txt requirements-local.txt ./
RUN pip install --require-hashes -r requirements.txt
# Babel compiles the texts here and is no part of the image; its lines, hashes included, are the lock's.
RUN sed -n '/^babel==/,/[^\\]$/p' requirements-local.txt > /tmp/babel.txt \
 && pip install --require-hashes --target /tmp/babel -r /tmp/babel.txt
COPY --from=assets /app/node_modules node_modules
COPY manage.py ./
COPY webcare webcare
COPY inbox inbox
COPY routing routing
COPY connectors connectors
COPY templates templates
COPY static static
COPY locale locale
# Only in production are file names hashed, and production starts with real keys and addresses only:
# these are made up for this one command, reach nothing and stay in no layer.
RUN export WEBCARE_ENVIRONMENT=production \
      WEBCARE_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
      WEBCARE_CREDENTIAL_KEYS="$(python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
      DATABASE_URL=postgresql://nobody@localhost/none \
      REDIS_URL=redis://localhost:6379/0 \
 && PYTHONPATH=/tmp/babel python manage.py translations compile \
 && python manage.py collectstatic --no-input \
 && python -m compileall -q webcare inbox routing connectors

# What runs ----------------------------------------------------------------------------------------
FROM python:3.12-slim
# What a volume for attachments begins as, so that it belongs to who writes there.
RUN useradd --uid 10001 --create-home webcare && install --directory --owner 10001 /attachments
COPY --from=build /opt/webcare /opt/webcare
COPY --from=build /app /app
WORKDIR /app
# WEBCARE_VAR holds nothing but the clock's schedule, which may be lost.
ENV PATH="/opt/webcare/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    WEBCARE_ENVIRONMENT=production \
    WEBCARE_VAR=/tmp \
    WEBCARE_ATTACHMENT_DIR=/attachments
USER 10001:10001
EXPOSE 8000
# `localhost` has to be one of WEBCARE_ALLOWED_HOSTS for this to answer.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8000/healthz', timeout=8)"]
# Open pages hold a connection for live updates: without a limit, stopping would wait for them.
# Addresses that platforms ask for hold tokens, so they are not written down here.
CMD ["uvicorn", "webcare.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--proxy-headers", "--no-access-log", "--timeout-graceful-shutdown", "5"]
