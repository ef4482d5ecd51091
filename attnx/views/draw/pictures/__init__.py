"""Pictures: a view as the terminal shows it, or matrices as heat maps, laid out once and drawn as SVG or PNG."""
