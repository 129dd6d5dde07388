class Lower {}
