//! Territory × travel model × filters → access, bands, summaries, gaps, fragility.
