"""The tables of listings and their history. Written through `ingest.py`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, ByBytes, Exact, Id, Moment

_Code = String(40)


class ListingRow(Base):
    """What a marketplace shows of one item; an item may have several. It goes when its item goes."""

    __tablename__ = "listings"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index(None, "workspace_id", "changed_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(BigInteger)
    """That of the item; not checked by the database again."""
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(255))
    """`Listing.key`; of one that is longer, its beginning and a hash."""
    source: Mapped[str] = mapped_column(String(100))
    listing_id: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    price_amount: Mapped[Decimal | None] = mapped_column(Exact)
    price_currency: Mapped[str | None] = mapped_column(String(3))
    price_order: Mapped[str | None] = mapped_column(ByBytes(40))
    availability: Mapped[str | None] = mapped_column(_Code)
    condition_grade: Mapped[str | None] = mapped_column(_Code)
    data: Mapped[str] = mapped_column(Text)
    """All sightings merged into one Listing, as its JSON text: every digit as it was."""
    content_hash: Mapped[str] = mapped_column(String(32))
    """Of the last sighting, without the time of it: tells that nothing changed before anything is parsed."""
    first_seen_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class Observation(Base):
    """That a listing had this price and availability from then on. The first sighting is one; others follow changes only."""

    __tablename__ = "observations"
    __table_args__ = (Index(None, "listing_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(BigInteger)
    """That of the listing; not checked by the database again."""
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment)
    price_amount: Mapped[Decimal | None] = mapped_column(Exact)
    price_currency: Mapped[str | None] = mapped_column(String(3))
    price_order: Mapped[str | None] = mapped_column(ByBytes(40))
    availability: Mapped[str | None] = mapped_column(_Code)
