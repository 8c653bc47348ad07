-- The provider's books. Every rule about money is a constraint or a trigger, so no code path can break it.

CREATE TABLE IF NOT EXISTS payments (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL UNIQUE,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 1000000000000),
    captured INTEGER NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND captured),
    status TEXT NOT NULL
        CHECK (status IN ('requires_action', 'processing', 'authorized', 'captured', 'declined', 'voided')),
    decline_code TEXT,
    decline_message TEXT,
    card TEXT NOT NULL,
    last4 TEXT NOT NULL,
    return_url TEXT NOT NULL,
    approval_key TEXT NOT NULL,
    metadata TEXT NOT NULL,
    -- When a payment in `processing` is authorised, in Unix seconds.
    authorizes_at REAL,
    created INTEGER NOT NULL,
    CHECK ((status = 'captured') = (captured > 0)),
    CHECK ((status = 'declined') = (decline_code IS NOT NULL)),
    CHECK ((decline_code IS NULL) = (decline_message IS NULL))
) STRICT;

CREATE INDEX IF NOT EXISTS payments_processing ON payments (authorizes_at) WHERE status = 'processing';

CREATE TRIGGER IF NOT EXISTS payments_move_forward BEFORE UPDATE ON payments
WHEN OLD.status <> NEW.status AND OLD.status || '>' || NEW.status NOT IN (
    'requires_action>authorized', 'requires_action>declined', 'requires_action>voided',
    'processing>authorized', 'processing>declined', 'processing>voided',
    'authorized>captured', 'authorized>voided')
BEGIN
    SELECT RAISE(ABORT, 'a payment only moves forward');
END;

CREATE TRIGGER IF NOT EXISTS payments_keep_their_facts BEFORE UPDATE ON payments
WHEN NEW.id <> OLD.id OR NEW.reference <> OLD.reference OR NEW.currency <> OLD.currency OR NEW.amount <> OLD.amount
    OR (OLD.captured > 0 AND NEW.captured <> OLD.captured) OR NEW.refunded < OLD.refunded
BEGIN
    SELECT RAISE(ABORT, 'what was authorised, captured or refunded stays so');
END;

CREATE TRIGGER IF NOT EXISTS payments_are_kept BEFORE DELETE ON payments
BEGIN
    SELECT RAISE(ABORT, 'the books are never erased');
END;

CREATE TABLE IF NOT EXISTS refunds (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL UNIQUE,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    created INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS refunds_of_payment ON refunds (payment_id);

-- The refunded amount is only ever the sum of the refunds; the payment's CHECK stops a refund beyond the capture.
CREATE TRIGGER IF NOT EXISTS refunds_add_up AFTER INSERT ON refunds
BEGIN
    UPDATE payments SET refunded = refunded + NEW.amount WHERE id = NEW.payment_id;
END;

CREATE TRIGGER IF NOT EXISTS refunds_do_not_change BEFORE UPDATE ON refunds
BEGIN
    SELECT RAISE(ABORT, 'a refund does not change');
END;

CREATE TRIGGER IF NOT EXISTS refunds_are_kept BEFORE DELETE ON refunds
BEGIN
    SELECT RAISE(ABORT, 'the books are never erased');
END;

CREATE TABLE IF NOT EXISTS events (
    -- Grows with every event and is never used twice: the order in which things happened.
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    object TEXT NOT NULL,
    created INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    copies_left INTEGER NOT NULL,
    -- 1 while the event waits for a later one to overtake it.
    is_held INTEGER NOT NULL,
    -- When to send next, in Unix seconds; null when there is nothing to send (any more).
    next_attempt_at REAL,
    delivered_at REAL,
    given_up_at REAL,
    last_error TEXT,
    CHECK (delivered_at IS NULL OR given_up_at IS NULL),
    CHECK (next_attempt_at IS NULL OR (delivered_at IS NULL AND given_up_at IS NULL))
) STRICT;

CREATE INDEX IF NOT EXISTS events_due ON events (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS events_of_payment ON events (payment_id);

CREATE TABLE IF NOT EXISTS answers (
    idempotency_key TEXT PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
