"""A condition of collections: anything of the product can be bought now. Otherwise the function is as it was (0009)."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION catalogue_condition_spans(condition jsonb, product catalogue_product) RETURNS tstzmultirange
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
    WHEN 'in_stock' THEN
        holds := inventory_is_in_stock(product.id);
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
"""
# Rules with the condition are left as they are, and fail loudly until they are changed.
BACKWARD = """
CREATE OR REPLACE FUNCTION catalogue_condition_spans(condition jsonb, product catalogue_product) RETURNS tstzmultirange
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
"""


class Migration(migrations.Migration):
    """A function."""

    dependencies = (("catalogue", "0015_size_guides"), ("inventory", "0003_is_in_stock"))

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
