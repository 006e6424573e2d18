// Koppi's behaviour, by data- attributes. Pages work without it; see src/koppi/ui/README.md.
document.documentElement.classList.add("has-script");
