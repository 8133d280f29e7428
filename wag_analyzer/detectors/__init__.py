"""The detectors, one module and one page each, and the run over them."""
