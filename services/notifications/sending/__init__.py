"""From a claimed row to the mail server and back: resolving, writing, delivering, settling."""
