"""Rules of the ledger and of payments."""

from config.audit.invariant import Invariant

MONEY = (
    Invariant(
        id="I-01",
        rule="Each ledger transaction sums to zero per currency.",
        sql="""
        SELECT transaction_id, currency, sum(amount_minor) AS off_by FROM payments_ledger_entry
        GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0
        """,
    ),
    Invariant(
        id="I-02",
        rule="The whole ledger sums to zero per currency.",
        sql="""
        SELECT currency, sum(amount_minor) AS off_by FROM payments_ledger_entry
        GROUP BY currency HAVING sum(amount_minor) <> 0
        """,
    ),
    Invariant(
        id="I-08",
        rule="Every webhook is processed, and none tells of what our books do not know.",
        sql="""
        SELECT id, event_key, event_type, outcome, received_at FROM payments_webhook_event
        WHERE outcome IN ('unmatched', 'mismatch')
           OR (outcome IN ('', 'parked') AND received_at < now() - interval '120 seconds')
        """,
    ),
    Invariant(
        id="I-13a",
        rule="Money of a purchase that is no order is given back within two minutes.",
        sql="""
        SELECT a.id, a.state, a.captured_minor - a.refunded_minor AS kept, a.compensation_reason
        FROM payments_attempt a LEFT JOIN orders_order o ON o.purchase_id = a.purchase_id
        WHERE o.id IS NULL AND a.settled_at < now() - interval '120 seconds'
          AND (a.state = 'authorized' OR a.captured_minor <> a.refunded_minor)
        """,
    ),
    Invariant(
        id="I-13b",
        rule="An order keeps the money of its parts that are not cancelled, no more, after two minutes.",
        sql="""
        SELECT o.number, a.captured_minor - a.refunded_minor AS kept, due.minor AS due
        FROM orders_order o
        JOIN payments_attempt a ON a.purchase_id = o.purchase_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(v.total_minor) FILTER (WHERE v.state <> 'cancelled'), 0) AS minor,
                   max(v.cancelled_at) AS last_cancelled_at
            FROM orders_vendor_order v WHERE v.order_id = o.id
        ) AS due
        WHERE a.state = 'captured' AND a.captured_minor - a.refunded_minor <> due.minor
          AND coalesce(due.last_cancelled_at, o.placed_at) < now() - interval '120 seconds'
        """,
    ),
    Invariant(
        id="I-13c",
        rule="An order that is not cancelled is held or taken money for, and taken within two minutes.",
        sql="""
        SELECT o.number, o.state AS order_state, a.state AS payment_state
        FROM orders_order o JOIN payments_attempt a ON a.purchase_id = o.purchase_id
        WHERE o.state <> 'cancelled'
          AND (a.state NOT IN ('authorized', 'captured')
               OR (a.state = 'authorized' AND o.placed_at < now() - interval '120 seconds'))
        """,
    ),
    Invariant(
        id="I-14",
        rule="What the ledger says the provider owes us for a payment is what it took and did not give back.",
        sql="""
        SELECT a.id, a.captured_minor - a.refunded_minor AS attempt_says, booked.minor AS ledger_says
        FROM payments_attempt a
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(e.amount_minor), 0) AS minor
            FROM payments_ledger_transaction t JOIN payments_ledger_entry e ON e.transaction_id = t.id
            WHERE t.attempt_id = a.id AND e.account = 'provider_clearing' AND e.currency = a.currency
        ) AS booked
        WHERE booked.minor <> a.captured_minor - a.refunded_minor
        """,
    ),
    Invariant(
        id="I-15a",
        rule="Refunded is at most captured, captured at most authorised, and each is the sum of its rows.",
        sql="""
        SELECT a.id, a.amount_minor, a.captured_minor, captures.minor AS captures, a.refunded_minor,
               refunds.minor AS refunds
        FROM payments_attempt a
        CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS minor FROM payments_capture
                            WHERE attempt_id = a.id AND state = 'succeeded') AS captures
        CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS minor FROM payments_refund
                            WHERE attempt_id = a.id AND state = 'succeeded') AS refunds
        WHERE a.captured_minor <> captures.minor OR a.refunded_minor <> refunds.minor
           OR a.refunded_minor > a.captured_minor OR a.captured_minor > a.amount_minor
        """,
    ),
    Invariant(
        id="I-15b",
        rule="Every capture and refund that was made is booked, once, and nothing else is.",
        sql="""
        SELECT coalesce(made.kind, t.kind) AS kind, coalesce(made.id, t.reference) AS reference,
               made.id IS NOT NULL AS is_made, t.id IS NOT NULL AS is_booked
        FROM (
            SELECT 'sale' AS kind, id FROM payments_capture WHERE state = 'succeeded'
            UNION ALL SELECT 'refund', id FROM payments_refund WHERE state = 'succeeded'
        ) AS made
        FULL JOIN payments_ledger_transaction t ON t.kind = made.kind AND t.reference = made.id
        WHERE made.id IS NULL OR t.id IS NULL
        """,
    ),
    Invariant(
        id="I-18a",
        rule="What we owe a vendor is its part of what was captured and not refunded, less commission.",
        sql="""
        SELECT coalesce(sold.vendor_id, booked.vendor_id) AS vendor_id,
               coalesce(sold.currency, booked.currency) AS currency,
               coalesce(sold.minor, 0) AS orders_say, coalesce(booked.minor, 0) AS ledger_says
        FROM (
            SELECT v.vendor_id, v.currency, sum(v.total_minor - v.commission_minor) AS minor
            FROM orders_vendor_order v
            JOIN orders_order o ON o.id = v.order_id
            JOIN payments_attempt a ON a.purchase_id = o.purchase_id AND a.state = 'captured'
            LEFT JOIN payments_refund r ON r.vendor_order_id = v.id AND r.state <> 'failed'
            WHERE v.state <> 'cancelled' OR r.state = 'requested'
            GROUP BY v.vendor_id, v.currency
        ) AS sold
        FULL JOIN (
            SELECT vendor_id, currency, -sum(amount_minor) AS minor FROM payments_ledger_entry
            WHERE account = 'vendor_payable' GROUP BY vendor_id, currency
        ) AS booked ON booked.vendor_id = sold.vendor_id AND booked.currency = sold.currency
        WHERE coalesce(sold.minor, 0) <> coalesce(booked.minor, 0)
        """,
    ),
    Invariant(
        id="I-18b",
        rule="Vendors' money, commission and money in suspense together are what the provider owes us.",
        sql="""
        SELECT currency, sum(amount_minor) FILTER (WHERE account = 'provider_clearing') AS provider_owes,
               -sum(amount_minor) FILTER (WHERE account <> 'provider_clearing') AS we_owe
        FROM payments_ledger_entry GROUP BY currency
        HAVING coalesce(sum(amount_minor) FILTER (WHERE account = 'provider_clearing'), 0)
            <> coalesce(-sum(amount_minor) FILTER (WHERE account <> 'provider_clearing'), 0)
            OR coalesce(sum(amount_minor) FILTER (WHERE account = 'provider_clearing'), 0) < 0
        """,
    ),
)
