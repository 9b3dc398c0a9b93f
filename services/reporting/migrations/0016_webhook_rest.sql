-- Until when a receiver wants nothing (429 or 503 with Retry-After). Secrets are sealed by the service from now on; those
-- in the clear it seals at its start (services/reporting/webhooks/handlers.py).
alter table webhooks add column rests_until timestamptz;
