"""What figures tell the rooms above them."""

from django.dispatch import Signal

# pks: of conversations that were counted anew because something happened to them, in the
# transaction in which they were counted; some of them may be gone. Who raises stops the counting
# of these: it comes again. A rebuild tells nothing.
counted = Signal()
