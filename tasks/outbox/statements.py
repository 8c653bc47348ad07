"""Statements of the outbox. Each is one statement of its own: a process that freezes holds no lock between two.

All times are the database's, so that the clocks of our machines decide nothing.
"""

# Ids follow the order of commits within an aggregate only, so there is no high-water mark. An event waits while an
# earlier one of its aggregate is in the hands of another relay. Events that this version does not know wait for a
# relay that does: during a deployment nothing is lost.
DISPATCH = """
WITH reactions AS (SELECT * FROM unnest(%(of)s::text[], %(reactions)s::text[]) AS pair (name, reaction)),
batch AS (
    SELECT id, name, aggregate FROM outbox_event
    WHERE dispatched_at IS NULL AND name = ANY(%(events)s)
    ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
),
ready AS (
    SELECT batch.* FROM batch WHERE NOT EXISTS (
        SELECT FROM outbox_event earlier
        WHERE earlier.aggregate = batch.aggregate AND earlier.id < batch.id AND earlier.dispatched_at IS NULL
          AND earlier.id NOT IN (SELECT id FROM batch)
    )
),
made AS (
    INSERT INTO outbox_delivery (event_id, reaction, aggregate, state, attempts, fencing_token, last_error)
    SELECT ready.id, reaction, aggregate, 'pending', 0, 0, '' FROM ready JOIN reactions USING (name) ORDER BY ready.id
    ON CONFLICT (event_id, reaction) DO NOTHING
)
UPDATE outbox_event SET dispatched_at = clock_timestamp() WHERE id IN (SELECT id FROM ready)
"""

IN_FLIGHT = """
SELECT reaction, count(*) FROM outbox_delivery
WHERE state = 'pending' AND leased_until > clock_timestamp() GROUP BY reaction
"""

# The first pending delivery of each aggregate and reaction, if it is due and nobody holds it. A push is run by the
# one who claims it, so claiming counts as its attempt; the attempts of others are counted when a worker begins.
CLAIM = """
WITH due AS (
    SELECT delivery.id FROM outbox_delivery delivery
    WHERE delivery.state = 'pending' AND delivery.due_at <= clock_timestamp()
      AND (delivery.leased_until IS NULL OR delivery.leased_until <= clock_timestamp())
      AND delivery.reaction = ANY(%(reactions)s)
      AND NOT EXISTS (
        SELECT FROM outbox_delivery earlier
        WHERE earlier.state = 'pending' AND earlier.aggregate = delivery.aggregate
          AND earlier.reaction = delivery.reaction AND earlier.event_id < delivery.event_id
      )
    ORDER BY delivery.due_at, delivery.id LIMIT %(limit)s FOR UPDATE OF delivery SKIP LOCKED
)
UPDATE outbox_delivery delivery
SET fencing_token = delivery.fencing_token + 1, leased_until = clock_timestamp() + make_interval(secs => %(lease)s),
    attempts = delivery.attempts + %(counted)s
FROM due, outbox_event event
WHERE delivery.id = due.id AND event.id = delivery.event_id
RETURNING delivery.id, delivery.reaction, delivery.fencing_token, delivery.attempts,
    event.id, event.event_id, event.name, event.aggregate, event.payload, event.recorded_at, event.request_id
"""

# The token rises once more: a message that the queue hands out twice begins once.
BEGIN = """
UPDATE outbox_delivery delivery
SET fencing_token = fencing_token + 1, leased_until = clock_timestamp() + make_interval(secs => %(lease)s),
    attempts = attempts + 1
FROM outbox_event event
WHERE delivery.id = %(id)s AND delivery.fencing_token = %(token)s AND delivery.state = 'pending'
  AND event.id = delivery.event_id
RETURNING delivery.id, delivery.reaction, delivery.fencing_token, delivery.attempts,
    event.id, event.event_id, event.name, event.aggregate, event.payload, event.recorded_at, event.request_id
"""

HOLD = """
SELECT id FROM outbox_delivery WHERE id = %(id)s AND fencing_token = %(token)s AND state = 'pending' FOR UPDATE
"""

# Wakes the relays when the next delivery of the same order was waiting for this one.
FINISH = """
WITH finished AS (
    UPDATE outbox_delivery delivery
    SET state = 'done', finished_at = clock_timestamp(), leased_until = NULL, last_error = ''
    FROM unnest(%(ids)s::bigint[], %(tokens)s::int[]) AS held (id, token)
    WHERE delivery.id = held.id AND delivery.fencing_token = held.token AND delivery.state = 'pending'
    RETURNING delivery.id, delivery.aggregate, delivery.reaction, delivery.event_id
)
SELECT id, (
    SELECT pg_notify('outbox', '') IS NULL WHERE EXISTS (
        SELECT FROM outbox_delivery later
        WHERE later.state = 'pending' AND later.aggregate = finished.aggregate
          AND later.reaction = finished.reaction AND later.event_id > finished.event_id
    )
) FROM finished
"""

# Twice as long each time, at most ten minutes, a fifth more or less so that what failed together is not repeated so.
FAIL = """
UPDATE outbox_delivery
SET leased_until = NULL, last_error = %(error)s,
    state = CASE WHEN attempts >= %(attempts)s THEN %(in_the_end)s ELSE 'pending' END,
    finished_at = CASE WHEN attempts >= %(attempts)s THEN clock_timestamp() END,
    due_at = clock_timestamp()
        + make_interval(secs => least(600, %(first)s * power(2, least(attempts, 30) - 1)) * (0.8 + 0.4 * random()))
WHERE id = %(id)s AND fencing_token = %(token)s AND state = 'pending'
RETURNING state
"""

# The queue did not take it: that is no attempt of the reaction.
GIVE_BACK = """
UPDATE outbox_delivery delivery SET leased_until = NULL, due_at = clock_timestamp() + interval '1 second'
FROM unnest(%(ids)s::bigint[], %(tokens)s::int[]) AS held (id, token)
WHERE delivery.id = held.id AND delivery.fencing_token = held.token AND delivery.state = 'pending'
"""

BURY = """
UPDATE outbox_delivery
SET state = 'dead', finished_at = clock_timestamp(), leased_until = NULL, last_error = %(error)s
WHERE id = %(id)s AND fencing_token = %(token)s AND state = 'pending'
"""
