"""WordPress exports (WXR): every comment of one cleaned, the rest of it left byte for byte as it is."""
