"""What goes in: one pydantic model for each kind of record."""

from engagement_metrics.records.customer import Customer
from engagement_metrics.records.email import EmailEvent
from engagement_metrics.records.message import EmailMessage
from engagement_metrics.records.order import Order
from engagement_metrics.records.record import Record
from engagement_metrics.records.social import SocialEvent

__all__ = ["Customer", "EmailEvent", "EmailMessage", "Order", "Record", "SocialEvent"]
