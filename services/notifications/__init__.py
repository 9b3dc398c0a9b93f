"""Owns the ledger of mails and sends them; emits MailSent and MailFailed; hears what people are to be told."""
