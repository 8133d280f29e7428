"""The report as one HTML file that asks nothing from the network."""
