"""The post: a mail server that accepts everything, and a page on which somebody plays the official.

Mail comes in over SMTP, is fetched over IMAP, and both are real. Standards, not platforms: RFC 5321
(SMTP), 3501, 6851 and 4315 (IMAP, MOVE, UIDPLUS), 8601 (Authentication-Results), 5233 (plus
addresses), 3464 (bounces) and 3834 (automatic answers).
"""
