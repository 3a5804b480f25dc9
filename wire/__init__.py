"""What passes between the stages, and what every worker shares. Imports none of the other packages."""
