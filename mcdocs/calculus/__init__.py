"""What is derived: rules, working, layouts, and the referee who checks them."""
