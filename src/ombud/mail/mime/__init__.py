"""The form of mail: headers, parts, encodings, charsets, addresses, pages; broken ones too."""
