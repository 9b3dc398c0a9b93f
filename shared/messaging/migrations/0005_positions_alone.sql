-- The position of an aggregate proves what was taken in: its versions have no gaps.
drop table inbox;
