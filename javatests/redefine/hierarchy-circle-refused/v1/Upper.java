class Upper extends Lower {}
