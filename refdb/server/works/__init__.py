"""The library in the page: searched, looked at, changed, taken along."""
