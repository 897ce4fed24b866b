"""Sources: what shops and platforms hand out, as canonical records.

Each function takes a frame of any kind, documents as dicts, or the path of a file or folder in the
shape that the platform documents, and returns what the function for that record returns:
`as_orders`, `as_email_events` and so on. Columns that are not known are ignored. What is larger
than memory is opened for all of them by `scan`.
"""

from engagement_metrics.sources.activitystreams import activitystreams_events
from engagement_metrics.sources.campaigns import mailchimp_reports
from engagement_metrics.sources.ga4 import ga4_events, ga4_sessions
from engagement_metrics.sources.hubspot import hubspot_email_events
from engagement_metrics.sources.klaviyo import klaviyo_events
from engagement_metrics.sources.magento import magento_orders
from engagement_metrics.sources.mailchimp import mailchimp_email_events
from engagement_metrics.sources.mailgun import mailgun_events
from engagement_metrics.sources.meta import facebook_posts, instagram_posts
from engagement_metrics.sources.postmark import postmark_events
from engagement_metrics.sources.reviews import google_reviews, trustpilot_reviews
from engagement_metrics.sources.scanned import scan
from engagement_metrics.sources.segment import segment_emails, segment_reviews
from engagement_metrics.sources.segment_orders import segment_orders, segment_refunds
from engagement_metrics.sources.sendgrid import sendgrid_events
from engagement_metrics.sources.ses import ses_events
from engagement_metrics.sources.shopify import shopify_orders
from engagement_metrics.sources.shopify_api import shopify_api_orders
from engagement_metrics.sources.stripe import stripe_payments
from engagement_metrics.sources.surveys import survey_responses
from engagement_metrics.sources.woocommerce import woocommerce_orders, woocommerce_reviews

__all__ = [
    "activitystreams_events",
    "facebook_posts",
    "ga4_events",
    "ga4_sessions",
    "google_reviews",
    "hubspot_email_events",
    "instagram_posts",
    "klaviyo_events",
    "magento_orders",
    "mailchimp_email_events",
    "mailchimp_reports",
    "mailgun_events",
    "postmark_events",
    "scan",
    "segment_emails",
    "segment_orders",
    "segment_refunds",
    "segment_reviews",
    "sendgrid_events",
    "ses_events",
    "shopify_api_orders",
    "shopify_orders",
    "stripe_payments",
    "survey_responses",
    "trustpilot_reviews",
    "woocommerce_orders",
    "woocommerce_reviews",
]
