"""What every door needs, pages and API alike: who asks, in which language, within which bounds."""
