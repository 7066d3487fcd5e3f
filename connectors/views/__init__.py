"""The screens of the channels: the list, one channel's page, connecting, and the apps."""
