"use strict";
// Runs before the report's own script: tells it that decisions are kept by the app.
document.documentElement.dataset.app = "yes";
try { const theme = sessionStorage.getItem("wag-theme"); if (theme) document.documentElement.dataset.theme = theme; } catch { /* a browser may refuse */ }
