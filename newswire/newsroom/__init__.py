"""The sample newsroom: invented outlets with our own articles, served over real HTTP as RSS, Atom and JSON Feed."""
