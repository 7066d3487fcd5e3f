"""What an app can be allowed to do (Meta docs, "Permissions reference").

Facebook Login and Instagram Login have different names for the same things.
"""

from __future__ import annotations

FACEBOOK_LOGIN = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_metadata",
    "pages_messaging",
    "instagram_basic",
    "instagram_manage_comments",
    "instagram_manage_messages",
    "business_management",
)
INSTAGRAM_LOGIN = (
    "instagram_business_basic",
    "instagram_business_manage_comments",
    "instagram_business_manage_messages",
)
# What one needs for it: any one of these.
NEEDED = {
    "facebook_messages": ("pages_messaging",),
    "instagram_messages": ("instagram_manage_messages", "instagram_business_manage_messages"),
    "facebook_comments": ("pages_manage_engagement",),
    "instagram_comments": ("instagram_manage_comments", "instagram_business_manage_comments"),
    "webhooks": (
        "pages_manage_metadata",
        "instagram_business_basic",
    ),
}
