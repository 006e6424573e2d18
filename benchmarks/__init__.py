"""Speed, measured as ratios: Koppi's pages beside bare ones on the same machine in the same run."""
