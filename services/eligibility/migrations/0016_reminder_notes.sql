-- What staff wrote beside their last reminder of a review.
alter table reviews add column reminder_note text;
