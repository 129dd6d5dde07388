class Gone {}
