"""Pictures for papers and slides: an SVG map without further packages, the rest with matplotlib (extra ``plots``)."""
