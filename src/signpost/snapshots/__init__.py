"""From a trend to something that leaves the tool: complete, sealed, and readable alone.

    take     store → snapshot: reads the evidence as known at a moment, freezes, seals, keeps      the edge
    freeze   evidence → snapshot: everything that made the numbers, as one JSON document           pure
    document the document's own rules: JSON types, canonical form, digest, layout                  pure
    thaw     snapshot → framework, indicators, trends as nouns, for whoever draws or compares       pure
    seal     snapshot ↔ the bytes of one file (.zip)                                                pure
    marks    the lines that say what one is looking at; every export carries them                   pure
    export/  snapshot → csv, xlsx, json, png                                                        pure

A snapshot holds the evidence itself (every tag that counts, with its headline and both clocks), not only the numbers:
so the levels can be computed again from the file alone. Exports are made from the document alone, never from the store:
what is exported a year later is what was seen.

The digest is over the *meaning* (canonical JSON), not over a file's bytes, so every export can carry it. Rejected:
pickles (run code when opened), a digest over the zip (other compressors give other bytes for the same content).
A seal shows that something changed, not who changed it: nothing here is signed.
"""
