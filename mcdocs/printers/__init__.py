"""One notation each, exhaustive over the nodes."""
