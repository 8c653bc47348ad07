"""Which products meet a rule, and when: the one definition, for what is kept and for what checks it.

A condition holds for spans of time. Most hold always or never; a price holds while it is the price, and what is new
stays so for some days. All of several conditions hold where their spans meet, any of them where one of the spans is.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_condition_spans(condition jsonb, product catalogue_product) RETURNS tstzmultirange
LANGUAGE plpgsql STABLE AS $$
DECLARE
    holds boolean;
BEGIN
    CASE condition ->> 'kind'
    WHEN 'category' THEN
        holds := EXISTS (
            SELECT FROM catalogue_category AS own
            JOIN catalogue_category AS top ON top.id = own.id OR starts_with(own.path, top.path || '/')
            WHERE own.id = product.category_id
                AND top.id IN (SELECT named::uuid FROM jsonb_array_elements_text(condition -> 'categories') AS named)
        );
    WHEN 'vendor' THEN
        holds := condition -> 'vendors' ? product.vendor_id::text;
    WHEN 'title' THEN
        holds := EXISTS (
            SELECT FROM jsonb_array_elements_text(condition -> 'words') AS word
            WHERE to_tsvector('english', public.unaccent(product.title))
                @@ plainto_tsquery('english', public.unaccent(word))
        );
    WHEN 'attribute' THEN
        holds := EXISTS (
            SELECT FROM jsonb_path_query(product.attributes -> (condition ->> 'name'), '$[*]') AS said
            WHERE lower(said #>> '{}') IN (
                SELECT lower(wanted) FROM jsonb_array_elements_text(condition -> 'values') AS wanted
            )
        );
    WHEN 'option' THEN
        holds := EXISTS (
            SELECT FROM catalogue_variant AS variant
            WHERE variant.product_id = product.id AND variant.is_active
                AND condition -> 'values' ? (variant.options ->> (condition ->> 'axis'))
        );
    WHEN 'price' THEN
        RETURN coalesce((
            SELECT range_agg(tstzrange(offer.valid_from, offer.valid_until))
            FROM catalogue_price_range AS offer
            WHERE offer.product_id = product.id AND offer.currency = condition ->> 'currency'
                AND offer.lowest_minor >= coalesce((condition ->> 'lowest')::bigint, 0)
                AND offer.lowest_minor <= coalesce((condition ->> 'highest')::bigint, offer.lowest_minor)
        ), '{}'::tstzmultirange);
    WHEN 'on_sale' THEN
        RETURN coalesce((
            SELECT range_agg(tstzrange(offer.valid_from, offer.valid_until))
            FROM catalogue_price_range AS offer
            WHERE offer.product_id = product.id AND offer.is_reduced
                AND offer.currency = coalesce(condition ->> 'currency', offer.currency)
        ), '{}'::tstzmultirange);
    WHEN 'published_within' THEN
        IF product.publish_at IS NULL THEN
            RETURN '{}';
        END IF;
        RETURN tstzmultirange(tstzrange(
            NULL, product.publish_at + make_interval(hours => 24 * (condition ->> 'days')::integer)
        ));
    WHEN 'created_within' THEN
        RETURN tstzmultirange(tstzrange(
            NULL, product.created_at + make_interval(hours => 24 * (condition ->> 'days')::integer)
        ));
    ELSE
        RAISE EXCEPTION 'There is no condition of the kind %.', condition ->> 'kind';
    END CASE;
    RETURN CASE WHEN holds THEN '{(,)}'::tstzmultirange ELSE '{}'::tstzmultirange END;
END $$;

CREATE FUNCTION catalogue_rule_spans(rule jsonb, product catalogue_product) RETURNS tstzmultirange
LANGUAGE plpgsql STABLE AS $$
DECLARE
    needs_all constant boolean := rule ->> 'match' = 'all';
    always constant tstzmultirange := '{(,)}';
    spans tstzmultirange := CASE WHEN needs_all THEN always ELSE '{}'::tstzmultirange END;
    condition jsonb;
    held tstzmultirange;
BEGIN
    FOR condition IN SELECT * FROM jsonb_array_elements(rule -> 'conditions') LOOP
        held := catalogue_condition_spans(condition, product);
        IF coalesce((condition ->> 'not')::boolean, false) THEN
            held := always - held;
        END IF;
        spans := CASE WHEN needs_all THEN spans * held ELSE spans + held END;
        EXIT WHEN spans = CASE WHEN needs_all THEN '{}'::tstzmultirange ELSE always END;
    END LOOP;
    RETURN spans;
END $$;
"""
BACKWARD = """
DROP FUNCTION catalogue_rule_spans(jsonb, catalogue_product);
DROP FUNCTION catalogue_condition_spans(jsonb, catalogue_product);
"""


class Migration(migrations.Migration):
    """Functions."""

    dependencies = (("catalogue", "0008_collections"),)

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
